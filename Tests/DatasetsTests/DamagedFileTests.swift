import Foundation
import LabTestSupport
import Testing

@testable import LabDatasets

/// A file made from a good one, and what its reader must say about it.
struct DamagedFile: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let read: @Sendable () throws -> Void
  let message: String

  /// A CSV file.
  init(csv text: String, says message: String) {
    self.init(csv: Array(text.utf8), called: text.debugDescription, says: message)
  }

  init(csv bytes: [UInt8], called name: String, says message: String) {
    testDescription = "csv \(name)"
    read = { _ = try DataTable(csv: bytes, named: "a.csv") }
    self.message = "a.csv" + message
  }

  /// An `.npy` file: a fixture, changed.
  init(
    npy name: String, of file: String = "f4.npy", says message: String,
    _ change: @escaping @Sendable (inout [UInt8]) -> Void = { _ in }
  ) {
    testDescription = "npy: \(name)"
    read = {
      var bytes = try Expected.bytes("arrays/" + file)
      change(&bytes)
      _ = try NumericArray(npy: bytes, named: "a.npy")
    }
    self.message = "a.npy" + message
  }

  /// An `.npy` file with this header.
  init(header: String, says message: String) {
    testDescription = "npy header \(header)"
    read = {
      let text = Array(header.utf8) + [0x0a], count = text.count
      let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + text
      _ = try NumericArray(npy: bytes, named: "a.npy")
    }
    self.message = "a.npy" + message
  }

  /// An `.npz` file: a fixture, changed.
  init(
    npz name: String, of file: String = "deflated.npz", array: String? = "features", says message: String,
    _ change: @escaping @Sendable (inout [UInt8]) -> Void = { _ in }
  ) {
    testDescription = "npz: \(name)"
    read = {
      var bytes = try Expected.bytes("arrays/" + file)
      change(&bytes)
      _ = try NumericArray(npz: bytes, named: "a.npz", array: array)
    }
    self.message = "a.npz" + message
  }

  /// A folder with a good picture and one that is a fixture, changed.
  init(
    png name: String, of file: String = "gray/b/2.png", says message: String,
    _ change: @escaping @Sendable (inout [UInt8]) -> Void
  ) {
    testDescription = "png: \(name)"
    read = {
      let folder = try TemporaryFolder()
      var bytes = try Expected.bytes("pictures/" + file)
      try folder.write(bytes, to: "faces/a/1.png")
      change(&bytes)
      try folder.write(bytes, to: "faces/a/2.png")
      _ = try ImageFolder(DataPath("faces", in: folder.path))
    }
    self.message = "faces/a/2.png: " + message
  }

  /// A pair of IDX files, of which one is changed.
  init(idx name: String, says message: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void) {
    testDescription = "idx: \(name)"
    read = {
      let folder = try TemporaryFolder()
      var bytes = idx([2, 2, 3], Array(0..<12))
      change(&bytes)
      try folder.write(bytes, to: "images")
      try folder.write(idx([2], [0, 1]), to: "labels")
      _ = try LabelledImages(idx: DataPath("images", in: folder.path), labels: DataPath("labels", in: folder.path))
    }
    self.message = "images: " + message
  }

  static let all = tables + arrays + archives + pictures + pairs

  private static let tables: [DamagedFile] = [
    .init(csv: "", says: ": holds no rows. Check that it is the file that you mean."),
    .init(csv: "\n\r\n", says: ": holds no rows."),
    .init(csv: "a,b\n", says: ", line 1: is the only row, and is taken for the names of the columns."),
    .init(csv: "a,b\n1,2\n3\n", says: ", line 3: has 1 fields, where line 1 has 2; perhaps the separator is not “,”."),
    .init(csv: "a,b\n\"1\n2\",2\n3,4,5\n", says: ", line 4: has 3 fields, where line 1 has 2."),
    .init(csv: "a;b\n1,5;2\n", says: ", line 2: has 2 fields, where line 1 has 1."),
    .init(csv: "a,b\n1,\"2\n3,4\n", says: ", line 2, field 2: opens a quotation that nothing closes."),
    .init(csv: "a,b\n1,2\"3\n", says: ", line 2, field 2: has a quotation mark inside a field that does not begin"),
    .init(csv: "a,b\n\"1\"2,3\n", says: ", line 2, field 1: goes on after the quotation mark that closes a field."),
    .init(csv: "a,b,a\n1,2,3\n", says: ", line 1, column 3: is called “a”, as is column 1."),
    .init(
      csv: Array("a,b\n1,caf".utf8) + [0xe9, 0x0a], called: "Latin-1",
      says: ", line 2, byte 9: is not UTF-8, or is no text (byte e9). Save it as UTF-8."),
    .init(csv: Array("a\n".utf8) + [0xc3], called: "a character cut off", says: ", line 2, byte 2: is not UTF-8"),
    .init(csv: Array("a\n".utf8) + [0xed, 0xa0, 0x80], called: "a surrogate", says: ", line 2, byte 2: is not UTF-8"),
    .init(csv: [0x61, 0x0a, 0, 0x0a], called: "a zero byte", says: ", line 2, byte 2: is not UTF-8, or is no text"),
    .init(
      csv: [0xff, 0xfe, 0x61, 0], called: "UTF-16", says: ", byte 0: is text in UTF-16, where UTF-8 is expected."),
  ]

  private static let arrays: [DamagedFile] = [
    .init(npy: "nothing", says: ", byte 0: is not there: the file is empty.") { $0 = [] },
    .init(npy: "another file", says: ", byte 0: begins no .npy file.") { $0[0] = 0x50 },
    .init(npy: "version 4", says: ", byte 6: says version 4 of the format, where 1 to 3 are known.") { $0[6] = 4 },
    .init(npy: "cut in its magic number", says: ", byte 7: ends the file inside its header.") { $0 = Array($0[..<7]) },
    .init(npy: "cut in its header", says: ", byte 50: ends the file inside its header, which is to have 118 bytes.") {
      $0 = Array($0[..<50])
    },
    .init(npy: "a long header", says: ", byte 8: says that 30326 bytes of header follow, where 10000 are the most.") {
      $0[9] = 0x76
    },
    .init(
      npy: "cut in its elements",
      says: ", the header “{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }”: says that 48 bytes of elements"
        + " follow, but there are 47: the file is cut off at byte 175."
    ) { $0.removeLast() },
    .init(
      npy: "more elements",
      says: ", the header “{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }”: says that 48 bytes of elements"
        + " follow, but there are 49: the file goes on behind byte 176."
    ) { $0.append(0) },
    .init(npy: "a boolean of 2", of: "bool.npy", says: ", byte 128: is 2, where a boolean is 0 or 1.") { $0[128] = 2 },
    .init(
      npy: "objects", of: "objects.npy",
      says: ", the header “{'descr': '|O', 'fortran_order': False, 'shape': (2,), }”: says elements of type “O” (Python"
        + " objects), which are not read. Save numbers: array.astype(float)."),
    .init(
      npy: "structures", of: "structured.npy",
      says: ", the header “{'descr': [('a', '<f4'), ('b', '<i2')], 'fortran_order': False, 'shape': (2,), }”: says"
        + " structured elements, which are not read."),
    .init(
      npy: "complex numbers", of: "complex.npy",
      says: ", the header “{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }”: says elements of type “<c8”"
        + " (complex numbers), which are not read."),
    .init(
      npy: "texts", of: "texts.npy",
      says: ", the header “{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }”: says elements of type “<U2”"
        + " (texts), which are not read. Save texts as CSV."),
    .init(
      npy: "times", of: "times.npy",
      says:
        ", the header “{'descr': '<M8[D]', 'fortran_order': False, 'shape': (1,), }”: says elements of type “<M8[D]”"
        + " (times)"),
    .init(
      npy: "long doubles", of: "long-double.npy",
      says: ", the header “{'descr': '<f16', 'fortran_order': False, 'shape': (2,), }”: says elements of type “<f16”"),
    .init(header: "[1]", says: ", the header “[1]”: is not the dictionary that NumPy writes."),
    .init(
      header: "{'descr': '<f4', 'shape': (2,)}", says: ", the header “{'descr': '<f4', 'shape': (2,)}”: lacks one of"),
    .init(
      header: "{'descr': '<f4', 'fortran_order': 1, 'shape': (2,)}",
      says: ", the header “{'descr': '<f4', 'fortran_order': 1, 'shape': (2,)}”: is not the dictionary"),
    .init(
      header: "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
      says: ", the header “{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}”: is not the dictionary"),
    .init(
      header: "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}",
      says:
        ", the header “{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}”: says 9 axes, where 8"),
    .init(
      header: "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000)}",
      says:
        ", the header “{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000)}”: says"
        + " more bytes than can be counted."),
    .init(
      header: "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2)}",
      says: ", the header “{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2)}”: says that 32000000000"
        + " bytes of elements follow, but there are 0: the file is cut off at byte"),
    .init(
      header: "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4000000000)}",
      says: ", the header “{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4000000000)}”: says an extent beyond"),
  ]

  private static let archives: [DamagedFile] = [
    .init(npz: "nothing", says: ", byte 0: ends the file, which has no directory of a zip archive") { $0 = [] },
    .init(
      npz: "cut off",
      says: ", byte 400: ends the file, which has no directory of a zip archive: it is none, or cut off."
    ) {
      $0 = Array($0[..<400])
    },
    .init(
      npz: "an array that it has not", array: "weights",
      says: ": has no array “weights”. It has features, labels, large."),
    .init(npz: "no name", array: nil, says: ": holds 3 arrays. Name one of features, labels, large."),
    .init(
      npz: "a stored byte turned", of: "stored.npz", says: ", the file “features.npy”: is damaged: its checksum differs"
    ) {
      $0[200] ^= 1
    },
    .init(npz: "a deflated byte turned", says: ", the file “features.npy”: is damaged: ") { $0[80] ^= 0xff },
    .init(npz: "another method", says: ", the file “features.npy”: is compressed by method 9, where 0 and 8") {
      $0[$0.firstEntry + 10] = 9
    },
    .init(npz: "encrypted", says: ", the file “features.npy”: is encrypted.") { $0[$0.firstEntry + 8] |= 1 },
    .init(npz: "a claim beyond what deflate can", says: ", the file “features.npy”: is said to hold 33554640 bytes in ")
    {
      $0[$0.firstEntry + 27] = 2
    },
    .init(npz: "a claim of too few bytes", says: ", the file “features.npy”: is damaged: it does not end after the 207")
    {
      $0[$0.firstEntry + 24] -= 1
    },
    .init(
      npz: "a place outside", says: ", the file “features.npy”, byte 16777216: is said to begin there, and does not."
    ) {
      $0[$0.firstEntry + 45] = 1
    },
    .init(
      npz: "an entry that is none",
      says: ", byte \((try? Expected.bytes("arrays/deflated.npz").firstEntry) ?? 0): begins no entry of the archive's"
    ) { $0[$0.firstEntry] = 0 },
  ]

  private static let pictures: [DamagedFile] = [
    .init(png: "cut off", says: "cannot be read as PNG (") { $0.removeLast(30) },
    .init(png: "a checksum turned", says: "cannot be read as PNG (") { $0[$0.count - 20] ^= 1 },
    .init(png: "another format", says: "cannot be read as PNG (") { $0 = [0xff, 0xd8, 0xff, 0xe0] },
    .init(png: "nothing", says: "cannot be read as PNG (") { $0 = [] },
  ]

  private static let pairs: [DamagedFile] = [
    .init(idx: "cut off", says: "is too short: its header says 12 bytes follow, but there are 11.") { $0.removeLast() },
    .init(idx: "longer", says: "is too long: its header says 12 bytes follow, but there are more.") { $0.append(0) },
    .init(idx: "floats", says: "holds IDX elements of type 0d, where unsigned bytes (08) are expected.") {
      $0[2] = 0x0d
    },
    .init(idx: "another magic number", says: "is not an IDX file: it begins with 01 00 08 03") { $0[0] = 1 },
    .init(idx: "nothing", says: "is empty. Put an intact file in its place.") { $0 = [] },
  ]
}

extension [UInt8] {
  /// Where the directory of a zip archive begins.
  fileprivate var firstEntry: Int {
    indices.first { $0 + 4 <= count && Array(self[$0..<$0 + 4]) == [0x50, 0x4b, 1, 2] } ?? 0
  }
}

@Suite struct DamagedFileTests {
  @Test(arguments: DamagedFile.all) func itIsRefusedWithThePlace(_ file: DamagedFile) throws {
    let error = #expect(throws: DataError.self) { try file.read() }
    let message = try #require(error).description
    #expect(message.hasPrefix(file.message), "\(message)")
    #expect(message.hasSuffix("."), "says what to do: \(message)")
  }

  /// Whatever the bytes: every prefix and every byte turned is refused with the file's name, or read.
  @Test(arguments: ["arrays/f4.npy", "arrays/fortran-big.npy", "arrays/deflated.npz", "tables/all-quoted.csv"])
  func everyDamageIsRefusedOrHarmless(_ name: String) throws {
    let whole = try Expected.bytes(name)
    func read(_ bytes: [UInt8]) {
      do throws(DataError) {
        switch name.split(separator: ".").last {
        case "npy": _ = try? NumericArray(npy: bytes, named: name).tensor
        case "npz": _ = try NumericArray(npz: bytes, named: name, array: "features").tensor
        default: _ = try DataTable(csv: bytes, named: name).tensor()
        }
      } catch {
        #expect(error.path.hasPrefix(name))
      }
    }
    for length in whole.indices { read(Array(whole[..<length])) }
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        read(bytes)
      }
    }
  }
}
