import Foundation
import LabChecksums

/// SHA-256.
public enum Digest {
  /// In 64 hexadecimal digits.
  public static func sha256(of bytes: [UInt8]) -> String {
    SHA256.hexadecimal(of: bytes)
  }

  /// Of plain values, one a line.
  static func sha256(of values: [JSON]) -> String { sha256(of: Array(values.map(\.text).joined().utf8)) }
}
