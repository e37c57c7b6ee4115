#pragma once
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf.h>

/// GSL's macros for its status codes are an enum Swift imports as a wrapper type; a plain yes or no reads better at every call.
static inline int bw_gsl_succeeded(int status) { return status == GSL_SUCCESS; }
