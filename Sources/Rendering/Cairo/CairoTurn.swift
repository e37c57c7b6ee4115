#if Reports
  internal import Synchronization

  /// One thread draws with Cairo at a time; laying out, packing pixels and writing SVG go on beside it.
  ///
  /// Threads share Cairo's caches of fonts and glyphs, of one FreeType library behind them. That is meant to be safe and, under load, was
  /// seen not to be: once in hundreds of documents a font's subset had other bytes.
  func takingTurns<Failure>(_ draw: () throws(Failure) -> Void) throws(Failure) {
    try turn.withLock { _ throws(Failure) in try draw() }
  }

  private let turn = Mutex(())
#endif
