import Foundation
import LabTestSupport
import Testing

/// What reads bytes that others wrote is fuzzed, each reader from a folder of examples.
@Suite struct FuzzedReaderTests {
  private let fuzzing = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzzing")

  @Test func everyReaderIsFuzzed() throws {
    let modules = ["Comparison", "Datasets", "Figures", "Notebooks", "PNG"]
    let readers = try modules.reduce(into: Set<String>()) { $0.formUnion(try LibraryModule($1).readers) }
    let names = try words(ofTest: "../Fuzzing/Readers.swift")
    #expect(omissions(of: readers, in: names, of: "fuzzed readers", file: "Tests/Fuzzing/Readers.swift") == [])
  }

  @Test func everyFuzzedReaderHasExamples() throws {
    let source = try String(contentsOf: fuzzing.appending(path: "Readers.swift"), encoding: .utf8)
    let names = Set(source.matches(of: /(?m)^  "(\w+)": \{/).map { String($0.output.1) })
    let folders = try FileManager.default.contentsOfDirectory(atPath: fuzzing.appending(path: "Corpora").path)
    #expect(omissions(of: names, in: folders, of: "corpora", file: "Tests/Fuzzing/Corpora") == [])
    #expect(omissions(of: Set(folders), in: names, of: "fuzzed readers", file: "Tests/Fuzzing/Readers.swift") == [])
  }
}
