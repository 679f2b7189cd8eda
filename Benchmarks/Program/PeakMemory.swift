import Foundation

/// The most memory that this process has held, which the kernel counts from the program's start.
enum PeakMemory {
  /// VmHWM of Linux's /proc/self/status; NaN where there is none.
  static var megabytes: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
    return (kibibytes ?? .nan) * 1024 / 1e6
  }
}
