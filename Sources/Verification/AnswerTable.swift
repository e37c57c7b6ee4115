extension AnswerFamily {
  /// All families; a line a file of `Families`.
  static let all: [AnswerFamily] =
    economicOrderQuantity
    + newsvendor
    + lots
    + queues
    + serviceNetworks
    + singleSite
    + lostSales
    + perishables
    + dualSourcing
    + jointReplenishment
    + networks
}

extension PublishedInstances {
  /// What `verify` runs without a file; a line a file of `Published`.
  static let all: [PublishedInstances] = [
    economicOrderQuantity,
    newsvendor,
    lots,
    lotSizing,
    finiteHorizon,
    guaranteedService,
    singleSite,
    queues,
    lostSales,
    perishables,
    dualSourcing,
    jointReplenishment,
    serialSystems,
    networks,
  ]
}
