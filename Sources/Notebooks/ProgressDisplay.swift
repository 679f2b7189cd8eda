import LabRequirements

/// Shows on standard error how far a loop is: step, loss, rate, time left.
public final class ProgressDisplay {
  /// How it shows it.
  public enum Style: Equatable, Sendable {
    /// One line that is drawn again and again: for a terminal.
    case bar
    /// A line now and then: for a log.
    case lines
    /// Not at all.
    case silent
  }

  private struct Phase {
    var name: String
    var count: Int
    /// How many steps an earlier run had done.
    var first: Int
    var step: Int
    var loss: Float?
    var start: Duration
    var lastShown: Duration
  }

  private let style: Style
  private let columns: () -> Int
  private let now: () -> Duration
  private let write: (String) -> Void
  private var phase: Phase?
  /// The topics of the warnings so far.
  private var warned: Set<String> = []

  /// Makes a display.
  ///
  /// - Parameters:
  ///   - style: for a terminal, for a file, or none.
  ///   - columns: how wide the terminal is, asked at each draw: it may change.
  ///   - now: the time since some fixed moment; the machine's clock where left out.
  ///   - write: writes text as it is, without adding a line end.
  public init(
    _ style: Style, columns: @escaping () -> Int = { 80 }, now: (() -> Duration)? = nil,
    write: @escaping (String) -> Void
  ) {
    self.style = style
    self.columns = columns
    self.write = write
    let start = ContinuousClock.now
    self.now = now ?? { start.duration(to: .now) }
  }

  /// Says something between phases.
  func note(_ text: String) { if style != .silent { write(text.escapingControlCharacters + "\n") } }

  /// Begins a phase, some of whose steps an earlier run may have done.
  func begin(_ name: String, count: Int, at first: Int = 0) {
    let time = now()
    let name = name.escapingControlCharacters.replacing("\n", with: " ")
    phase = Phase(name: name, count: count, first: first, step: first, start: time, lastShown: time)
    let steps = "\(NumberFormat.count(count)) steps"
    if style != .silent, first > 0 {
      let place = "continues at step \(NumberFormat.count(first + 1)) of \(NumberFormat.count(count))"
      write("\(name): \(first < count ? place : "\(steps), done before")\n")
    } else if style == .lines {
      write("\(name): \(steps)\n")
    }
  }

  /// Shows what the user has to know, whatever the style; of one topic, once.
  func warn(_ text: String, topic: String) {
    guard warned.insert(topic).inserted else { return }
    if style == .bar { write("\r\u{1B}[K") }
    write(text.escapingControlCharacters + "\n")
  }

  func advance(to step: Int, loss: Float?) {
    guard var phase, style != .silent else { return }
    phase.step = step
    phase.loss = loss
    let time = now()
    if time - phase.lastShown >= interval, step < phase.count {
      phase.lastShown = time
      draw(phase, at: time)
    }
    self.phase = phase
  }

  /// Ends the phase, with a line that sums it up where it came to its end.
  func end() {
    guard let phase, style != .silent else { return }
    if style != .lines { write("\r\u{1B}[K") }
    if phase.step == phase.count, phase.count > phase.first {
      let elapsed = Self.clockText(now() - phase.start)
      write("\(phase.name): \(NumberFormat.count(phase.count)) steps in \(elapsed)\(lossText(phase))\n")
    }
    self.phase = nil
  }

  private var interval: Duration { style == .lines ? .seconds(10) : .milliseconds(100) }

  private func draw(_ phase: Phase, at time: Duration) {
    let elapsed = Self.seconds(time - phase.start)
    let rate = elapsed > 0 ? Double(phase.step - phase.first) / elapsed : 0
    let left = rate > 0 ? Self.clockText(.seconds(Double(phase.count - phase.step) / rate)) : "?"
    let rateText = "\(NumberFormat.significant(3).text(rate)) steps/s, \(left) left"
    guard style == .bar else {
      write(
        "\(phase.name): step \(NumberFormat.count(phase.step)) of \(NumberFormat.count(phase.count))\(lossText(phase)), \(rateText)\n"
      )
      return
    }
    let text = " \(NumberFormat.count(phase.step))/\(NumberFormat.count(phase.count))\(lossText(phase)), \(rateText)"
    let columns = columns()
    let room = columns - 1 - phase.name.count - 1 - text.count
    let width = min(30, room)
    let filled = width > 0 ? width * phase.step / max(phase.count, 1) : 0
    let bar = width > 0 ? String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) : ""
    write("\r\((phase.name + " " + bar + text).prefix(max(columns - 1, 0)))\u{1B}[K")
  }

  private func lossText(_ phase: Phase) -> String {
    phase.loss.map { ", loss \(NumberFormat.significant(5).text(Double($0)))" } ?? ""
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  /// “0:07”, “12:34”, “1:02:03”.
  private static func clockText(_ duration: Duration) -> String {
    let total = Int(seconds(duration).rounded())
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60)
    func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(twoDigits(seconds))" : "\(minutes):\(twoDigits(seconds))"
  }
}
