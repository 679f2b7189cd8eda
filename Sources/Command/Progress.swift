import LabNotebooks
import LabRequirements

extension ProgressDisplay {
  /// Shows progress on standard error: a bar on a terminal, lines elsewhere, or nothing.
  static func onStandardError(isQuiet: Bool) -> ProgressDisplay {
    let stream = StandardStream.error
    return ProgressDisplay(
      isQuiet ? .silent : stream.isTerminal ? .bar : .lines, columns: { stream.columns }, write: stream.draw)
  }
}
