internal import Kernel

extension Floor {
  /// The step that an event of the floor belongs to; nil where that is none.
  public func station(ofEvent kind: UInt16, subject: Int) -> Int? {
    switch kind {
    case Self.taskEnd: Int(isPlain ? workers[subject].station : hall.tasks[subject].station)
    case Self.departure, Hall.gatherEnd: subject
    default: nil
    }
  }
}
