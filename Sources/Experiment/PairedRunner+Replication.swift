internal import Randomness
public import Simulation

extension PairedRunner: ReplicationRunner {}
