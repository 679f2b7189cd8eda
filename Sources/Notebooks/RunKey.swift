import Foundation

extension RunRecord {
  /// What identifies a run, of its record as it is before the experiment begins: the SHA-256 of all that the result depends
  /// on but the data.
  ///
  /// Where the library's modules are not known by their digests, the program itself stands for them.
  var key: String {
    get throws {
      let program = fingerprint.circumstances.library.isEmpty ? Self.programDigest : ""
      return Digest.sha256(of: Array(try text().utf8) + Array(program.utf8))
    }
  }

  private static let programDigest =
    Bundle.main.executablePath.flatMap { FileSystem.read($0) }.map { Digest.sha256(of: $0) } ?? ""
}
