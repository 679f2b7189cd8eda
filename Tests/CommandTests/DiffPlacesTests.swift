import Foundation
import Testing

/// `diff` where the repository, the checkout or the files are not as usual.
@Suite struct DiffPlacesTests {
  private let package: TemporaryPackage

  /// A repository whose commit has two reports.
  init() throws {
    package = try TemporaryPackage()
    _ = try package.type("run", "good", "new-demo", "--quiet")
    try package.write(".experiments/\n", to: ".gitignore")
    try package.commit()
  }

  private func change() throws { _ = try package.type("run", "good", "--set", "beta=2", "--quiet") }

  @Test func aHooksVariablesChangeNothing() throws {
    // The package in a folder of the repository.
    for file in ["Package.swift", "Reports", "Experiments", "Sources"] {
      try package.git("mv", "--", file, "inner-\(file)")
    }
    try FileManager.default.createDirectory(atPath: package.path + "/inner", withIntermediateDirectories: true)
    for file in ["Package.swift", "Reports", "Experiments", "Sources"] {
      try package.git("mv", "--", "inner-\(file)", "inner/\(file)")
    }
    try package.commit()
    let plain = try package.type("diff", in: "inner")
    #expect(plain.exitCode == 0 && plain.output.hasSuffix("Nothing changed: 2 reports.\n"))
    let folder = package.path + "/.git"
    let other = try TemporaryPackage()
    try other.commit()
    for place in [folder, other.path + "/.git"] {
      for variables in [
        ["GIT_DIR": place], ["GIT_DIR": place, "GIT_WORK_TREE": package.path], ["GIT_INDEX_FILE": place + "/index"],
        ["GIT_OBJECT_DIRECTORY": place + "/objects"], ["GIT_COMMON_DIR": place, "GIT_DIR": place],
        ["GIT_NAMESPACE": "x", "GIT_PREFIX": "inner/", "GIT_LITERAL_PATHSPECS": "1"],
      ] {
        #expect(try package.type("diff", in: "inner", environment: variables) == plain, "\(variables)")
      }
    }
  }

  @Test func aGitThatComplainsAtLengthIsHeardToItsEnd() throws {
    try change()
    let plain = try package.type("diff")
    let wrapper =
      "#!/bin/sh\nhead -c 300000 /dev/zero | tr '\\0' x >&2\nPATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "")\nexec git \"$@\"\n"
    try package.write(wrapper, to: ".experiments/bin/git")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: package.path + "/.experiments/bin/git")
    let path = package.path + "/.experiments/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    #expect(try package.type("diff", environment: ["PATH": path]) == plain)
    #expect(try package.type("diff", environment: ["GIT_TRACE": "1", "GIT_TRACE_SETUP": "1"]) == plain)
  }

  @Test func aCheckoutWithOtherLineEndsIsTheSame() throws {
    for file in ["README.md", "good/README.md", "good/record.json", "new-demo/record.json"] {
      try package.write((package.text("Reports/\(file)") ?? "").replacing("\n", with: "\r\n"), to: "Reports/\(file)")
    }
    #expect(try package.type("diff", "HEAD").output.hasSuffix("Nothing changed: 2 reports.\n"))
    // Also where they are committed so.
    try package.commit()
    #expect(try package.type("diff", "HEAD~", "HEAD").output.hasSuffix("Nothing changed: 2 reports.\n"))
    #expect(try package.type("check", "good", "--quiet").exitCode == 0)
  }

  @Test func linksToReportsAreFollowed() throws {
    let plain = try package.type("diff", "HEAD")
    let manager = FileManager.default
    // All reports elsewhere, and then one of them.
    for name in ["Reports", "Reports/good"] {
      try manager.moveItem(atPath: "\(package.path)/\(name)", toPath: package.path + "/Elsewhere")
      try manager.createSymbolicLink(
        atPath: "\(package.path)/\(name)", withDestinationPath: name == "Reports" ? "Elsewhere" : "../Elsewhere")
      #expect(try package.type("diff", "HEAD") == plain, "\(name)")
      // As a commit that holds the link and what it leads to.
      try package.commit()
      #expect(try package.type("diff", "HEAD~", "HEAD").output.hasSuffix("Nothing changed: 2 reports.\n"), "\(name)")
      try package.git("reset", "--quiet", "--hard", "HEAD~")
      try? manager.removeItem(atPath: package.path + "/Elsewhere")
    }
  }

  @Test func aFigureInGitLFSIsWhatItsPointerSays() throws {
    let path = "Reports/good/figures/curve.png"
    let png = try #require(FileManager.default.contents(atPath: package.path + "/" + path))
    try png.write(to: URL(fileURLWithPath: package.path + "/.experiments/picture.png"))
    let digest = try shell("sha256sum < .experiments/picture.png").prefix(64)
    func pointer(_ digest: some StringProtocol) -> String {
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize \(png.count)\n"
    }
    try package.write(pointer(digest), to: path)
    try package.commit()
    // The commit has the pointer, the working tree the picture.
    try png.write(to: URL(fileURLWithPath: package.path + "/" + path))
    #expect(try package.type("diff", "HEAD").output.hasSuffix("Nothing changed: 2 reports.\n"))
    try package.write(pointer(String(repeating: "0", count: 64)), to: path)
    let other = try package.type("diff", "HEAD")
    #expect(other.exitCode == 1 && other.output.contains("the image is another, in Git LFS"))
    #expect(try package.type("diff", "HEAD", "--format", "html").exitCode == 1)
    try package.write(pointer(digest), to: "Reports/good/record.json")
    #expect(
      try package.type("diff", "HEAD").errors.contains(
        "record.json: is in Git LFS, and its content is not here. Get it:"))
  }

  private func shell(_ script: String) throws -> String {
    let process = Process(), output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: package.path)
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  @Test func aShallowCloneSaysWhatItLacks() throws {
    try package.git("checkout", "--quiet", "-b", "topic")
    try package.commit()
    try package.git("checkout", "--quiet", "main")
    let clone = try TemporaryPackage()
    try clone.git("clone", "--quiet", "--depth", "1", "--branch", "topic", "file://" + package.path, "clone")
    let advice = "This clone is shallow; get the rest of its history: git fetch --unshallow\n"
    for words in [["diff"], ["diff", "main"], ["diff", "main", "HEAD"], ["diff", "HEAD~"]] {
      let transcript = try clone.start(words, in: "clone").finish()
      #expect(transcript.exitCode == 2)
      #expect(transcript.errors.hasSuffix(advice), "\(words): \(transcript.errors)")
    }
    #expect(
      try clone.type("diff", "main", in: "clone").errors.hasPrefix(
        "Error: main: is neither a commit nor an experiment."))
    #expect(try clone.type("diff", "HEAD", in: "clone").exitCode == 0)
  }

  @Test func anotherOwnersRepositoryIsTrustedOnRequest() throws {
    let transcript = try package.type("diff", environment: ["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"])
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("git config --global --add safe.directory '"))
  }

  @Test func aBaseThatCannotBeBuiltIsNamed() throws {
    // Its manifest is no package.
    let transcript = try package.type("diff", "HEAD", "--rerun-base", "good")
    #expect(transcript.exitCode == 2 && transcript.output == "")
    #expect(transcript.errors.contains("cannot be built on this machine. What the build said stands above."))
    #expect(!package.exists(".experiments/base"))
  }

  /// A record of the base that cannot be read says nothing of how its run was made; the others are run all the same.
  @Test func aRecordOfTheBaseThatCannotBeReadHindersNoRerun() throws {
    try package.write("{", to: "Reports/good/record.json")
    try package.commit()
    _ = try package.type("run", "good", "--quiet")
    // In the place of a build, which has the program of these tests already.
    let tools = package.path + "/.experiments/tools"
    for (name, script) in [
      ("swift", "for word; do [ \"$word\" = --show-bin-path ] && echo \(tools); done; exit 0"),
      ("experiments", "exec \(Program.fixture.path) \"$@\""),
    ] { chmod(try package.write("#!/bin/sh\n\(script)\n", to: ".experiments/tools/\(name)"), 0o755) }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let transcript = try package.type("diff", "HEAD", "--rerun-base", environment: ["PATH": "\(tools):\(path)"])
    #expect(transcript.exitCode == 2, "\(transcript)")
    #expect(
      transcript.output.contains("Nothing changed: 1 report. 1 of 2 reports cannot be read.\n")
        && transcript.output.contains("Cannot be read: good: HEAD:Reports/good/record.json: "), "\(transcript)")
    #expect(transcript.errors.contains("new-demo: ") && !package.exists(".experiments/base"), "\(transcript)")
    // Nor does a run that fails.
    try package.commit()
    try package.edit(".experiments/tools/experiments", "exec ", "[ \"$2\" = good ] && exit 3; exec ")
    let failed = try package.type("diff", "HEAD", "--rerun-base", environment: ["PATH": "\(tools):\(path)"])
    #expect(failed.exitCode == 2, "\(failed)")
    #expect(
      failed.output.contains("Nothing changed: 1 report. 1 of 2 reports cannot be read.\n")
        && failed.output.contains(":good: cannot be run on this machine (exit code 3). What it said stands above.\n"),
      "\(failed)")
  }

  /// Ctrl-C ends the build as well, and leaves no work tree.
  @Test func aRerunThatIsStoppedLeavesNothing() throws {
    let swift = try package.write(
      "#!/bin/sh\necho $$ >\(package.path)/building\nexec sleep 600\n", to: "tools/swift")
    chmod(swift, 0o755)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let command = try package.start(
      ["diff", "HEAD", "--rerun-base", "good"], environment: ["PATH": "\(package.path)/tools:\(path)"])
    try package.wait(until: "it builds") { package.text("building")?.hasSuffix("\n") == true }
    let process = try #require(package.text("building").flatMap { Int32($0.dropLast()) })
    let second = try package.type("diff", "HEAD", "--rerun-base", "good")
    #expect(second.exitCode == 2 && second.errors.contains("/.experiments/base: is in use: "), "\(second)")
    command.interrupt()
    #expect(try command.finish().exitCode == 130)
    #expect(kill(process, 0) == -1 && !package.exists(".experiments/base"))
    #expect(try package.git("worktree", "list").output.split(separator: "\n").count == 1)
  }

  @Test func branchesPingNobody() throws {
    for branch in ["@octocat/x", "fix/#12"] {
      try package.git("checkout", "--quiet", "-b", branch)
      #expect(try package.type("diff", branch, "--format", "markdown").output.contains("## Reports: `\(branch) ("))
    }
  }

  @Test func picturesOfGigabytesAreNotUnpacked() throws {
    // The head of a PNG of 16,384 × 16,384 pixels is enough to tell.
    let head: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x40, 0, 0, 0, 0x40, 0,
      8, 0, 0, 0, 0,
    ]
    let path = package.path + "/Reports/good/figures/curve.png"
    for end in [UInt8(1), 2] {
      try Data(head + [end]).write(to: URL(fileURLWithPath: path))
      try package.commit()
    }
    let text = try package.type("diff", "HEAD~", "HEAD")
    #expect(
      text.output.contains("the images differ, and are too large to compare (16384 × 16384 pixels)"))
    let page = try package.type("diff", "HEAD~", "HEAD", "--format", "html").output
    #expect(page.contains("Before: too large to be shown, 16384 × 16384 pixels") && !page.contains("<img"))
  }
}
