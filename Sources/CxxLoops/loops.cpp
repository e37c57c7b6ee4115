#include "CxxLoops.h"
