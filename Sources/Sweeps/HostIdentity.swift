import Foundation
import LabNotebooks

/// This host as a status file names it, and what can be known here of processes that it names.
package struct HostIdentity: Codable, Equatable, Sendable {
  /// Its name.
  package let name: String
  /// What the system calls this start of the machine: two hosts of one name differ in it, and so does one before and after a
  /// crash.
  let start: String

  /// This host, now.
  package static let here = HostIdentity(
    name: ProcessInfo.processInfo.environment["SLURMD_NODENAME"].map { node in
      node == hostName ? hostName : "\(node) (\(hostName))"
    } ?? hostName,
    start: String(decoding: contents("/proc/sys/kernel/random/boot_id"), as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines))

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether that is this machine since its last start, so that its processes can be asked for.
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
