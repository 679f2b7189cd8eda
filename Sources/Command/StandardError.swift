import Foundation
import Notebooks

/// Where progress and complaints go, so that standard output holds results alone.
enum StandardError {
  /// Writes text as it is, without adding a line end.
  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// A bar on a terminal, lines elsewhere.
  static var progressStyle: ProgressDisplay.Style {
    guard isatty(STDERR_FILENO) == 1 else { return .lines }
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return .bar(columns: isKnown ? Int(size.ws_col) : 80)
  }
}
