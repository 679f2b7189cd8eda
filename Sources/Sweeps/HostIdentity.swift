import Foundation
import LabNotebooks

/// This host as a status file names it, and what can be known here of processes that it names.
package struct HostIdentity: Codable, Equatable, Sendable {
  /// Its name.
  package let name: String
  /// What the system calls this start of the machine and the numbering of processes that this one is in: two hosts of one name
  /// differ in it, so does one before and after a crash, and so do a machine and the containers on it, where a process of one
  /// number is another.
  let start: String

  /// This host, now.
  package static let here = HostIdentity(
    name: ProcessInfo.processInfo.environment["SLURMD_NODENAME"].map { node in
      node == hostName ? hostName : "\(node) (\(hostName))"
    } ?? hostName,
    start: numbering)

  /// Empty where it is not known.
  private static var numbering: String {
    let boot = String(decoding: contents("/proc/sys/kernel/random/boot_id"), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard !boot.isEmpty,
      let processes = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    else { return "" }
    return "\(boot) \(processes)"
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether that is this machine since its last start, and this container of it, so that its processes can be asked for.
  var isHere: Bool { !start.isEmpty && start == Self.here.start }

  /// When a process of this machine began, in its clock's ticks; nil where there is none of this number.
  static func beginning(of process: Int32) -> UInt64? {
    let text = String(decoding: contents("/proc/\(process)/stat"), as: UTF8.self)
    // A number, a name in parentheses that may hold anything, then the state and eighteen fields before the time.
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return UInt64(fields[19])
  }

  private static func contents(_ path: String) -> Data { FileManager.default.contents(atPath: path) ?? Data() }
}
