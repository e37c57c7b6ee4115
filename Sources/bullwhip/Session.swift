internal import Experiment
internal import Foundation
internal import Groundwork
internal import Reports
internal import Synchronization

/// One call of the program: where its answers and its words go.
final class Session: Sendable {
  let cancellation = Cancellation()
  /// For stdout.
  let style: TerminalStyle
  /// For stderr.
  let talk: TerminalStyle
  /// Whether somebody watches stderr.
  private let isWatched: Bool
  private let progressShown = Mutex<(text: String, at: ContinuousClock.Instant)>(("", .now))

  /// Why an answer did not reach stdout: the operating system's number, 0 as long as all went well.
  private let refusal = Mutex<Int32>(0)
  private let isAnswered = Mutex(false)
  var hasAnswered: Bool { isAnswered.withLock { $0 } }
  /// Whether we were started without a stdout.
  private let isMute: Bool

  init() {
    // A reader who leaves (`bullwhip run … | head -1`) must not take results with it that are not written yet.
    signal(SIGPIPE, SIG_IGN)
    // Beyond the largest file we may write, the write fails and says so; the signal would leave unfinished files behind.
    signal(SIGXFSZ, SIG_IGN)
    // A stream closed by the caller is taken, or the next file opened would get its number and our words in it.
    var isMute = false
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
      if descriptor == STDOUT_FILENO { isMute = true }
    }
    self.isMute = isMute
    let environment = ProcessInfo.processInfo.environment
    style = Self.style(descriptor: STDOUT_FILENO, environment: environment)
    talk = Self.style(descriptor: STDERR_FILENO, environment: environment)
    isWatched = isatty(STDERR_FILENO) == 1
  }

  private static func style(descriptor: Int32, environment: [String: String]) -> TerminalStyle {
    let isTerminal = isatty(descriptor) == 1
    let kind = environment["TERM"] ?? ""
    let noColour = !(environment["NO_COLOR"] ?? "").isEmpty || kind == "dumb" || kind.isEmpty
    // As the C library does: the first of these that is set decides.
    let locale = [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]].compactMap { $0 }.first { !$0.isEmpty } ?? ""
    let isUnicode = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
    // Into a file or a pipe always Unicode: what reads it later is not this terminal.
    return TerminalStyle(
      width: columns(isTerminal ? descriptor : nil, environment), colour: isTerminal && !noColour, unicode: !isTerminal || isUnicode)
  }

  /// How wide an answer may be: as the environment says, else as the terminal is, else what a page or a mail holds.
  private static func columns(_ terminal: Int32?, _ environment: [String: String]) -> Int {
    if let text = environment["COLUMNS"], let number = Int(text), number > 0 { return number }
    guard let descriptor = terminal else { return 120 }
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return 80
  }

  /// An answer in prose and long lines, folded where a person reads it; a file or a pipe gets the lines whole.
  func answer(page text: String) { answer(isatty(STDOUT_FILENO) == 1 ? TerminalStyle.folded(text, width: max(40, style.width ?? 120)) : text) }

  /// The answer.
  func answer(_ text: String) {
    clearProgress()
    isAnswered.withLock { $0 = true }
    let failure = isMute ? EBADF : Self.write(text, to: STDOUT_FILENO)
    if failure != 0, failure != EPIPE { refusal.withLock { $0 = failure } }
  }

  /// Why stdout did not take an answer, in the operating system's words; nil where it did, or where its reader had read enough.
  var refusedAnswer: String? {
    let number = refusal.withLock { $0 }
    return number == 0 ? nil : String(cString: strerror(number))
  }

  /// All of the text, or the reason why not: a full disk behind a redirection and a closed stream are no defects of ours.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return count == 0 ? ENOSPC : errno }
      bytes = bytes.dropFirst(count)
    }
    return 0
  }

  /// Words beside the answer.
  func say(_ text: String) {
    clearProgress()
    _ = Self.write(talk.plain(text) + "\n", to: STDERR_FILENO)
  }

  func complain(_ diagnostic: Diagnostic) {
    let text = diagnostic.description
    say(diagnostic.severity == .error ? text.replacing("error:", with: talk.ink(.bad, "error:"), maxReplacements: 1) : text)
  }

  // MARK: Progress

  /// A bar on stderr, where that is a terminal and the work is long enough to wonder about: nothing is shown in the first second.
  func progress() -> (@Sendable (StudyProgress) -> Void)? {
    guard isWatched else { return nil }
    let began = ContinuousClock.now
    return { [self] progress in
      let now = ContinuousClock.now
      guard now - began > .seconds(1) else { return }
      progressShown.withLock { shown in
        // Ten times a second is all that an eye can follow; the end is always shown.
        if now - shown.at < .milliseconds(100), progress.finished < progress.planned { return }
        let text = TerminalStyle.progress(progress, width: talk.width ?? 80)
        if shown.text == text { return }
        shown = (text, now)
        _ = Self.write("\r\u{1B}[K" + talk.plain(text), to: STDERR_FILENO)
      }
    }
  }

  private func clearProgress() {
    progressShown.withLock { shown in
      if shown.text.isEmpty { return }
      _ = Self.write("\r\u{1B}[K", to: STDERR_FILENO)
      shown.text = ""
    }
  }

  // MARK: Interruption

  /// From here on Ctrl-C and a polite kill raise the cancellation flag; a second one leaves at once.
  func watchForInterruption() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [cancellation] in
        if cancellation.isCancelled { _exit(ExitStatus.interrupted.rawValue) }
        cancellation.cancel()
      }
      source.resume()
      // It listens as long as the process lives.
      _ = Unmanaged.passRetained(source as AnyObject)
    }
  }
}
