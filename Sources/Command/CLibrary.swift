import Foundation

/// The C library that this program runs with: results depend on how it rounds an exponential or a logarithm.
enum CLibrary {
  /// Its version by its name, such as glibc 2.36; empty where it does not tell.
  static var versions: [String: String] {
    var text = [CChar](repeating: 0, count: 64)
    let count = confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count)
    guard (1...text.count).contains(count) else { return [:] }
    let words = String(decoding: text.prefix(count - 1).map(UInt8.init(bitPattern:)), as: UTF8.self).split(
      separator: " ")
    guard words.count == 2 else { return [:] }
    return [String(words[0]): String(words[1])]
  }
}
