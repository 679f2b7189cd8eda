import Foundation
import Testing

@testable import LabNotebooks

/// What a run notes of its data.
@Suite struct UsedDataTests {
  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  private func record(of body: @escaping @Sendable (Notebook) throws -> Void) throws -> RunRecord {
    try sandbox.run(Experiment("reader", title: "Reader", summary: "", settings: [], run: body)).record
  }

  private func message(_ body: @escaping @Sendable (Notebook) throws -> Void) throws -> String {
    let failure = #expect(throws: RunFailure.self) { try record(of: body) }
    return try #require(failure).description
  }

  @Test func aFileIsCalledByThePathThatTheExperimentWrites() throws {
    try sandbox.write("abc", to: "data/a.txt")
    let absolute = sandbox.path + "/data/a.txt"
    let record = try record { notebook in
      for path in ["data/a.txt", "./data/a.txt", absolute] {
        let bytes = try notebook.contents(of: path)
        #expect(bytes == Array("abc".utf8))
      }
    }
    // printf abc | sha256sum
    let checksum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(record.fingerprint.data == ["data/a.txt": checksum, "./data/a.txt": checksum, absolute: checksum])
  }

  @Test func whatIsNotHereOrNoFileIsAnError() throws {
    #expect(
      try message { _ = try $0.contents(of: "none") }
        == "none: is not here (\(sandbox.path)/none). Check the path: it begins at the root of the package.")
    #expect(try message { _ = try $0.contents(of: ".") }.hasPrefix(".: cannot be read, or is no file."))
  }

  @Test func aNameThatNothingFindsIsRefused() throws {
    #expect(
      try message { try $0.uses(data: "nothing", sha256: "1") }.hasPrefix(
        "The record would call data “nothing”, by which nothing is found"))
  }

  @Test func otherDataThanAreFoundAreRefused() throws {
    #expect(
      try message { try $0.uses(data: "digits", sha256: "1") }.hasPrefix(
        "The data “digits” are not what is found by that name"))
  }

  @Test func aFileThatChangesDuringARunIsRefused() throws {
    try sandbox.write("abc", to: "a")
    let sandbox = sandbox
    #expect(
      try message { notebook in
        _ = try notebook.contents(of: "a")
        try sandbox.write("abcd", to: "a")
        _ = try notebook.contents(of: "a")
      }.contains("changed while the run read them"))
  }
}
