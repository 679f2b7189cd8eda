import Foundation
import Testing

/// `init` writes a package; that it builds and runs is seen in `.ci/laboratory`, which takes minutes.
@Suite struct InitTests {
  private let place: TemporaryPackage

  init() throws { place = try TemporaryPackage() }

  private func type(_ arguments: String..., in folder: String = "") throws -> Transcript {
    try place.start(["init"] + arguments, in: folder, program: .experiments).finish()
  }

  @Test func itWritesAPackageAndSaysWhatIsNext() throws {
    #expect(
      try type("my-lab", "--library", "https://example.org/ada/Experiments.git", "--version", "1.2.0")
        == Transcript(
          output: """
            Wrote the laboratory my-lab: a program with one experiment. Next:
              cd my-lab
              ./bootstrap
              swift run my-lab run first-steps

            """, errors: "", exitCode: 0))
    for file in [
      ".gitignore", ".github/workflows/reports.yml", "Experiments/Bibliography.swift", "Experiments/Catalogue.swift",
      "Experiments/FirstSteps.swift",
      "Experiments/main.swift", "Package.swift", "README.md", "bootstrap",
    ] { #expect(place.exists("my-lab/" + file), "\(file)") }
    #expect(FileManager.default.isExecutableFile(atPath: place.path + "/my-lab/bootstrap"))
    let manifest = try #require(place.text("my-lab/Package.swift"))
    #expect(manifest.contains(#".package(url: "https://example.org/ada/Experiments.git", from: "1.2.0")"#))
    #expect(manifest.contains(#".product(name: "Laboratory", package: "Experiments")"#))
    #expect(try place.git("-C", "my-lab", "symbolic-ref", "--short", "HEAD").output == "main\n")
  }

  /// The name of the program that wrote them is in none of the files.
  @Test func whatIsTakenFromTheLibrarySpeaksOfTheLaboratory() throws {
    #expect(try type("my-lab", "--library", "https://example.org/lib.git", "--version", "1.2.0").exitCode == 0)
    for file in [".github/workflows/reports.yml", "bootstrap", "README.md"] {
      let text = try #require(place.text("my-lab/" + file)).replacing("<!-- experiments diff -->", with: "")
      #expect(!text.contains("experiments ") && !text.contains("/experiments"), "\(file)")
      #expect(!text.contains(".ci/"), "\(file)")
    }
    #expect(place.text("my-lab/.github/workflows/reports.yml")?.contains("swift build --product my-lab") == true)
  }

  @Test func anEmptyFolderIsTakenAlsoByItsDot() throws {
    try FileManager.default.createDirectory(atPath: place.path + "/lab-1/.git", withIntermediateDirectories: true)
    let transcript = try type(".", "--library", "https://example.org/lib.git", "--version", "1.2.0", in: "lab-1")
    #expect(transcript.exitCode == 0)
    #expect(transcript.output.contains("Next:\n  ./bootstrap\n  swift run lab-1 run first-steps\n"))
  }

  @Test func aFolderOfALibraryIsTakenAsAPath() throws {
    try place.write("// swift-tools-version: 6.2\n", to: "library/Package.swift")
    #expect(try type("my-lab", "--library", "library").exitCode == 0)
    let manifest = try #require(place.text("my-lab/Package.swift"))
    #expect(manifest.contains(".package(path: \"\(place.path)/library\")"))
    #expect(manifest.contains("package: \"library\")"))
  }

  @Test(arguments: [
    (["bad name"], "“bad name” cannot be a program's name"), (["1st"], "“1st” cannot be a program's name"),
    (["Laboratory"], "“Laboratory” is the name of something"),
    (["LabTensors"], "“LabTensors” is the name of something"),
    (["experiments"], "“experiments” is the name of something"),
    (["lab", "--version", "1.2"], "--version 1.2: write three numbers"),
    (["lab", "--library", ""], "The word after --library is empty"),
  ])
  func whatCannotBeIsRefused(_ arguments: [String], _ message: String) throws {
    let transcript = try place.start(["init"] + arguments, program: .experiments).finish()
    #expect(transcript.errors.hasPrefix("Error: " + message))
    #expect(transcript.exitCode == 64)
    #expect(!place.exists(arguments[0]))
  }

  @Test func whatIsThereIsLeftAlone() throws {
    try place.write("precious", to: "my-lab/notes")
    try place.write("precious", to: "file")
    for name in ["my-lab", "file"] {
      let transcript = try type(name, "--library", "https://example.org/lib.git", "--version", "1.2.0")
      #expect(transcript.exitCode == 2 && transcript.errors.hasPrefix("Error: \(name): is "), "\(transcript)")
    }
    #expect(place.text("my-lab/notes") == "precious" && place.text("file") == "precious")
    #expect(!place.exists("my-lab/Package.swift"))
  }

  @Test func aURLNeedsAVersion() throws {
    let transcript = try type("my-lab", "--library", "https://example.org/lib.git")
    #expect(
      transcript
        == Transcript(
          output: "",
          errors:
            "Error: https://example.org/lib.git: is a URL, of which no version is named. Name one with --version.\n",
          exitCode: 2))
    #expect(!place.exists("my-lab"))
  }

  /// A folder that is mistyped is none, with a version and without.
  @Test(arguments: [[], ["--version", "1.2.0"]])
  func aFolderThatIsNotThereIsNoLibrary(_ version: [String]) throws {
    let transcript = try place.start(
      ["init", "my-lab", "--library", "../libary"] + version, in: "Experiments", program: .experiments
    ).finish()
    #expect(
      transcript
        == Transcript(
          output: "",
          errors: """
            Error: \(place.path)/libary: is no folder to take the library from. Name its URL or its folder with --library.

            """, exitCode: 2))
    #expect(!place.exists("Experiments/my-lab"))
  }

  @Test func aFolderWithoutAPackageNeedsAVersion() throws {
    let transcript = try type("my-lab", "--library", "Sources")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.hasPrefix("Error: \(place.path)/Sources: has no Package.swift, and of a repository no "))
    #expect(!place.exists("my-lab"))
  }

  /// The package manager knows packages by the last part of their places, however it is spelt.
  @Test(arguments: ["https://example.org/ada/My-Lab.git", "https://example.org/my-lab"])
  func theLibrarysOwnNameIsRefused(_ library: String) throws {
    let transcript = try type("my-lab", "--library", library, "--version", "1.2.0")
    #expect(transcript.exitCode == 64)
    #expect(transcript.errors.hasPrefix("Error: “my-lab” is what the library's folder or repository is called"))
    #expect(!place.exists("my-lab"))
  }

  @Test func withoutGitNothingIsLeftBehind() throws {
    let arguments = ["init", "my-lab", "--library", "https://example.org/lib.git", "--version", "1.2.0"]
    let transcript = try place.start(arguments, program: .experiments, environment: ["PATH": place.path]).finish()
    #expect(
      transcript
        == Transcript(
          output: "", errors: "Error: There is no git command on the path. Install git: apt-get install git\n",
          exitCode: 2))
    #expect(!place.exists("my-lab"))
  }

  /// Where nothing can be written, nothing is left behind.
  @Test func aFullDiskLeavesNothingBehind() throws {
    let transcript = try place.start(
      ["init", "my-lab", "--library", "https://example.org/lib.git", "--version", "1.2.0"],
      by: #"ulimit -f 1; exec "$0" "$@""#, program: .experiments
    ).finish()
    #expect(transcript.exitCode == 2 && transcript.errors.hasPrefix("Error: "))
    #expect(!place.exists("my-lab"))
  }
}
