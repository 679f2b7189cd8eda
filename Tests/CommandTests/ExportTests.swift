import Foundation
import Testing

@testable import LabNotebooks

@Suite struct ExportTests {
  @Test func theWeightsOfTheLastRunAreWritten() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--quiet", "--tier", "smoke", "--seed", "3")
    #expect(
      try package.type("export", "learning", "--weights")
        == Transcript(
          output: "learning: 4 arrays of a run at the smoke tier, seed 3 in learning.safetensors\n", errors: "",
          exitCode: 0))
    let data = try #require(FileManager.default.contents(atPath: package.path + "/learning.safetensors"))
    let file = try SafeTensors(bytes: Array(data))
    #expect(file.arrays.map(\.name) == ["first/1/place", "first/2/place", "second/1/place", "second/2/place"])
    #expect(file.arrays.allSatisfy { $0.shape == [2] })
    #expect(file.metadata["settings"] == "steps=20 pause=0")
    #expect(
      try package.type("export", "learning", "--weights", "--output", "../else.safetensors", in: "Experiments").exitCode
        == 0)
    #expect(FileManager.default.contents(atPath: package.path + "/else.safetensors") == data)
  }

  @Test func whereThereAreNoneTheErrorSaysToRun() throws {
    let package = try TemporaryPackage()
    #expect(
      try package.type("export", "learning", "--weights")
        == Transcript(
          output: "",
          errors: """
            Error: \(package.path)/.experiments/weights/learning.safetensors: is not there, so there are no trained \
            weights here. Train them with experiments run learning; where its report is current, with --force.

            """, exitCode: 2))
    #expect(!package.exists("learning.safetensors"))
  }

  @Test func damagedWeightsAndAFolderThatIsNotThereAreErrors() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--quiet")
    let nowhere = try package.type("export", "learning", "--weights", "--output", "nowhere/file")
    #expect(
      nowhere.exitCode == 2 && nowhere.errors.contains("\(package.path)/nowhere/file: cannot make the file"))
    try package.write("damaged", to: ".experiments/weights/learning.safetensors")
    let damaged = try package.type("export", "learning", "--weights")
    #expect(damaged.exitCode == 2)
    #expect(damaged.errors.contains("learning.safetensors: is damaged: it is too short to hold a header."))
  }
}
