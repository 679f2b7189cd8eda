import LabChecksums
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-2 (appendix B), the empty message, and a million times “a”.
  static let examples: [(text: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: examples.indices)
  func isThatOfTheStandard(_ index: Int) {
    let (text, digest) = Self.examples[index]
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
  }

  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 1_000])
  func isTheSameInPieces(_ size: Int) {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(hash.hexadecimal == SHA256.hexadecimal(of: bytes))
  }

  @Test func readingItChangesNothing() {
    var hash = SHA256()
    hash.update([1, 2])
    let (first, second) = (hash.digest, hash.digest)
    #expect(first == second && first.count == 32)
    hash.update([3])
    #expect(hash.hexadecimal == SHA256.hexadecimal(of: [1, 2, 3]))
  }
}
