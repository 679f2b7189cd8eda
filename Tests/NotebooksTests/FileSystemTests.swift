import Foundation
import Testing

@testable import LabNotebooks

/// Putting a file in its place.
@Suite struct FileSystemTests {
  private let sandbox: Sandbox
  private var file: String { sandbox.path + "/file" }

  init() throws { sandbox = try Sandbox() }

  private func mode(_ path: String) -> mode_t? { FileSystem.status(path).map { $0.st_mode & 0o7777 } }

  @Test func aNewFileIsMadeAndAnOldOneKeepsItsMode() throws {
    try FileSystem.replace(file, with: [1])
    #expect(sandbox.files(in: "") == ["file": Data([1])])
    chmod(file, 0o604)
    try FileSystem.replace(file, with: [2])
    #expect(sandbox.files(in: "") == ["file": Data([2])])
    #expect(mode(file) == 0o604)
  }

  @Test(arguments: ["there", "missing", "relative", "chain"])
  func aLinkStaysAndLeadsToTheNewBytes(_ kind: String) throws {
    let target = sandbox.path + "/inside/target"
    try sandbox.write("old", to: "inside/target")
    if kind == "missing" { unlink(target) }
    symlink(kind == "relative" ? "inside/target" : target, kind == "chain" ? file + "2" : file)
    if kind == "chain" { symlink("file2", file) }
    try FileSystem.replace(file, with: Array("new".utf8))
    #expect(sandbox.text("inside/target") == "new")
    #expect(FileSystem.status(file, followsLinks: false).map { $0.st_mode & S_IFMT } == S_IFLNK)
    #expect(sandbox.files(in: "inside").count == 1)
  }

  @Test func everyNameOfAFileHasTheNewBytes() throws {
    try sandbox.write("older", to: "file")
    link(file, file + "2")
    try FileSystem.replace(file, with: Array("new".utf8))
    #expect(sandbox.text("file2") == "new")
  }

  @Test func aPipeIsWrittenInto() throws {
    mkfifo(file, 0o640)
    let reader = open(file, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try FileSystem.replace(file, with: Array("through".utf8))
    var bytes = [UInt8](repeating: 0, count: 100)
    #expect(read(reader, &bytes, 100) == 7 && String(decoding: bytes.prefix(7), as: UTF8.self) == "through")
    #expect(FileSystem.status(file).map { $0.st_mode & S_IFMT } == S_IFIFO && mode(file) == 0o640)
  }

  @Test func aDeviceIsWrittenInto() throws {
    let before = FileSystem.status("/dev/null")
    try FileSystem.replace("/dev/null", with: [1])
    #expect(FileSystem.status("/dev/null")?.st_ino == before?.st_ino)
    #expect(throws: FileError(path: "/dev/full", problem: "cannot write: No space left on device")) {
      try FileSystem.replace("/dev/full", with: [1])
    }
  }

  @Test func aFolderIsRefused() throws {
    #expect(throws: FileError(path: sandbox.path, problem: "is a folder where a file should be")) {
      try FileSystem.replace(sandbox.path, with: [1])
    }
    #expect(throws: FileError.self) { try FileSystem.replace(file + "/inside", with: [1]) }
  }

  /// The name under which a file is made is no other's, and nothing at that name is followed or overwritten.
  @Test func whatIsNewIsNoOtherFile() throws {
    try sandbox.write("precious", to: "victim")
    symlink(sandbox.path + "/victim", file)
    #expect(throws: FileError.self) { try FileSystem.create(file, [1]) }
    #expect(sandbox.text("victim") == "precious")
    #expect(Set((0..<1_000).map { _ in Staging(of: file).path }).count == 1_000)
  }

  /// The state folder may be in a folder that others write too.
  @Test(arguments: ["symbolic link", "hard link", "pipe"])
  func theProgramsOwnFilesTakeThePlaceOfWhatIsThere(_ kind: String) throws {
    let victim = sandbox.path + "/victim"
    try sandbox.write("precious", to: "victim")
    switch kind {
    case "symbolic link": symlink(victim, file)
    case "hard link": link(victim, file)
    default: mkfifo(file, 0o600)
    }
    try FileSystem.put([1], at: file)
    #expect(sandbox.text("victim") == "precious" && FileSystem.read(file) == [1])
  }

  @Test func aPipeIsNotWaitedFor() throws {
    mkfifo(file, 0o600)
    #expect(FileSystem.read(file) == nil)
  }

  @Test func whatAKilledProcessLeftGoesWithTheNextOfManyWriters() throws {
    try sandbox.write("half", to: ".file.staging1")
    try sandbox.write("another's", to: ".file2.staging1")
    try FileSystem.replaceInTurn(file) { [1] }
    #expect(sandbox.files(in: "").keys.sorted() == [".file2.staging1", "file"])
    try FileSystem.replaceInTurn(file) { nil }
    #expect(sandbox.files(in: "")["file"] == Data([1]))
  }

  /// A name may have 255 bytes, and what is written first has a longer one.
  @Test func aLongNameIsWritten() throws {
    let name = String(repeating: "n", count: 255)
    try FileSystem.replace(sandbox.path + "/" + name, with: [1])
    #expect(sandbox.files(in: "") == [name: Data([1])])
  }
}
