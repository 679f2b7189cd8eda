import LabCNettle

/// The SHA-256 (FIPS 180-4) of bytes that come piece by piece.
public struct SHA256: Sendable {
  private var state = sha256_ctx()

  /// Of no bytes so far.
  public init() { nettle_sha256_init(&state) }

  /// Adds bytes to those before.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    nettle_sha256_update(&state, bytes.count, bytes.bindMemory(to: UInt8.self).baseAddress)
  }

  /// Adds bytes to those before.
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest of the bytes so far: 32 bytes.
  public var digest: [UInt8] {
    var copy = state
    return [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { digest, count in
      count = Int(SHA256_DIGEST_SIZE)
      nettle_sha256_digest(&copy, count, digest.baseAddress)
    }
  }

  /// The digest of the bytes so far in 64 hexadecimal digits, as `sha256sum` prints it.
  public var hexadecimal: String { digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  /// The digest of these bytes in 64 hexadecimal digits.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }
}
