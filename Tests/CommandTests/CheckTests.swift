import Testing

@Suite struct CheckTests {
  private func packageWithReport(_ arguments: String...) throws -> TemporaryPackage {
    let package = try TemporaryPackage()
    _ = try package.start(["run", "good", "--quiet"] + arguments).finish()
    return package
  }

  @Test func aReportThatRunsTheSameAgainPasses() throws {
    // With a tier, a seed and a setting of its own, which the check takes from the record.
    let package = try packageWithReport("--tier", "smoke", "--seed", "7", "--set", "beta=3")
    let state = try package.state(of: "Reports")
    #expect(
      try package.type("check", "good", "--quiet")
        == Transcript(
          output: "good: the same (exactly: same machine and libraries)\n", errors: "", exitCode: 0))
    #expect(try package.state(of: "Reports") == state)
    #expect(!package.exists(".experiments/check/Reports/good"))
  }

  @Test func onTheSameMachineTheSmallestDifferenceCounts() throws {
    let package = try packageWithReport()
    try package.edit("Reports/good/record.json", "\"value\": 1.14", "\"value\": 1.1401")
    let transcript = try package.type("check", "--all", "--quiet")
    #expect(transcript.exitCode == 1)
    #expect(transcript.output.hasPrefix("good: differs (compared exactly: same machine and libraries)\n"))
    #expect(transcript.output.contains("area 1.1401 → 1.14 ("))
    #expect(transcript.output.hasSuffix("What the run gave: .experiments/check/Reports/good/README.md\n"))
    #expect(package.exists(".experiments/check/Reports/good/README.md"))
  }

  /// Another package is code of its own: what it changes is no noise, also where it is within a tolerance, and whatever the
  /// machine. So it is compared exactly, and said to be.
  @Test(
    arguments: [
      (nil, "none", Int32(0), "the same, every number of it (my-models differs)\n"),
      (nil, "AVX", 0, "the same, every number of it (my-models, instructions differ)\n"),
      (
        "1.1401", "none", 1,
        "differs (compared exactly: another package is code and no rounding: my-models 1.0.0 → absent)\n"
      ),
      (
        "1.1401", "AVX", 1,
        "differs (compared exactly: another package is code and no rounding: my-models 1.0.0 → absent;"
          + " instructions differs)\n"
      ),
    ] as [(String?, String, Int32, String)])
  func anotherPackageIsNoNoise(_ value: String?, _ machine: String, _ exitCode: Int32, _ verdict: String) throws {
    let package = try packageWithReport()
    try package.edit("Reports/good/record.json", "\"environment\": {", "\"environment\": {\"my-models\": \"1.0.0\",")
    try package.edit("Reports/good/record.json", "\"instructions\": \"none\"", "\"instructions\": \"\(machine)\"")
    if let value { try package.edit("Reports/good/record.json", "\"value\": 1.14", "\"value\": \(value)") }
    let transcript = try package.type("check", "good", "--quiet")
    #expect(transcript.exitCode == exitCode, "\(transcript)")
    #expect(transcript.output.hasPrefix("good: " + verdict), "\(transcript)")
  }

  @Test(arguments: [("1.1401", Int32(0)), ("1.2", 1)])
  func onAnotherMachineValuesMustAgreeWithinTheirTolerances(_ value: String, _ exitCode: Int32) throws {
    let package = try packageWithReport()
    try package.edit("Reports/good/record.json", "\"value\": 1.14", "\"value\": \(value)")
    try package.pretendAnotherMachine("good")
    let transcript = try package.type("check", "good", "--quiet")
    #expect(transcript.exitCode == exitCode)
    #expect(
      transcript.output.hasPrefix(
        exitCode == 0
          ? "good: the same within noise (instructions differs). 1 value is within its declared tolerance.\n"
          : "good: differs by more than noise (instructions differs)\n"))
  }

  /// Neither noise nor a number is to blame for another caption.
  @Test func whatNoNoiseMovesIsToldAsThat() throws {
    let package = try packageWithReport()
    try package.pretendAnotherMachine("good")
    try package.edit("Reports/good/record.json", "\"caption\": \"It rises", "\"caption\": \"It rose")
    let transcript = try package.type("check", "good", "--quiet")
    #expect(transcript.exitCode == 1)
    #expect(
      transcript.output.hasPrefix("good: differs in its captions, with values within noise (instructions differs)\n"),
      "\(transcript)")
  }

  /// A library that computes otherwise is another rounding, too; one that gives every number again is told.
  @Test func aReportOfAnotherLibraryIsHeldAgainstNoise() throws {
    let package = try packageWithReport()
    try package.pretendAnotherMachine("good")
    let transcript = try package.type("check", "good", "--quiet")
    #expect(
      transcript
        == Transcript(output: "good: the same, every number of it (instructions differs)\n", errors: "", exitCode: 0))
  }

  /// Other data are no rounding, even where what is measured stays within its tolerance.
  @Test func otherDataAreToldOnAnyMachine() throws {
    let package = try TemporaryPackage(), report = "Reports/learning/record.json"
    try package.write("1\n", to: "points")
    _ = try package.type("run", "learning", "--quiet")
    try package.pretendAnotherMachine("learning")
    #expect(try package.type("check", "learning", "--quiet").exitCode == 0)
    let record = try #require(package.text(report))
    let data = try #require(record.firstMatch(of: /"data": \{[^}]*?"([0-9a-f]{64})"/)?.1)
    try package.edit(report, String(data), String(repeating: "0", count: 64))
    // Nothing else differs, and neither noise nor a number is to blame.
    let same = try package.type("check", "learning", "--quiet")
    #expect(same.exitCode == 1, "\(same)")
    #expect(
      same.output.hasPrefix(
        "learning: differs in the data (points) alone (compared within noise: instructions differs)\n"), "\(same)")
    try package.edit(report, "\"loss\": ", "\"loss\": 2")
    let other = try package.type("check", "learning", "--quiet")
    #expect(other.exitCode == 1, "\(other)")
    #expect(
      other.output.hasPrefix("learning: differs by more than noise (instructions, the data (points) differ)\n"),
      "\(other)")
    try package.edit(report, "\"instructions\": \"AVX\"", "\"instructions\": \"none\"")
    let here = try package.type("check", "learning", "--quiet")
    #expect(
      here.exitCode == 1
        && here.output.hasPrefix(
          "learning: differs (compared exactly: same machine and libraries; the data (points) differ)\n"),
      "\(here)")
  }

  @Test func aReportThatCannotBeReadHindersNoOther() throws {
    let package = try packageWithReport()
    _ = try package.type("run", "learning", "--quiet")
    try package.write("{", to: "Reports/good/record.json")
    let check = try package.type("check", "good", "learning", "counting", "--quiet")
    #expect(check.exitCode == 2 && check.output.contains("learning: the same"), "\(check)")
    #expect(
      check.errors.contains("Reports/good/record.json: is no run record")
        && check.errors.contains("counting: has no report"))
  }

  @Test func aClaimThatComesOutOtherwiseCountsOnAnyMachine() throws {
    let package = try packageWithReport()
    try package.edit("Reports/good/record.json", "\"held\": true", "\"held\": false")
    try package.edit("Reports/good/record.json", "\"library\": \"1.2.3\"", "\"library\": \"1.2.4\"")
    let transcript = try package.type("check", "good", "--quiet")
    #expect(transcript.exitCode == 1)
    #expect(transcript.output.contains("now holds: The area is less than that of the box."))
  }

  /// What no page shows counts as well: what was trained, and of what the record is.
  @Test(arguments: [
    ("\"phase\": \"", "\"phase\": \"other ", "trainings: "), ("\"steps\": ", "\"steps\": 1", "trainings: "),
    ("\"digests\": [\"", "\"digests\": [\"f", "differs by step"),
    ("\"experiment\": \"learning\"", "\"experiment\": \"another\"", "experiment: another → learning"),
    ("\"title\": \"", "\"title\": \"No ", "title: No "),
    ("\"explanation\": \"", "\"explanation\": \"no ", "Only details of the records differ"),
  ])
  func aRecordThatSaysOtherwiseDiffers(_ old: String, _ new: String, _ told: String) throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--quiet")
    try package.edit("Reports/learning/record.json", old, new)
    let transcript = try package.type("check", "learning", "--quiet")
    #expect(transcript.exitCode == 1)
    #expect(transcript.output.contains(told), "\(transcript.output)")
  }

  /// Half the rate is found at the first step, though values may end within the noise of seeds; so is another loss.
  @Test(arguments: ["loss", "distance"])
  func aTrainingThatBeginsOtherwiseDiffersOnAnyMachine(_ quantity: String) throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--quiet")
    try package.pretendAnotherMachine("learning")
    #expect(try package.type("check", "learning", "--quiet", "--fail-fast").exitCode == 0)
    try package.edit("Reports/learning/record.json", "\"\(quantity)\": ", "\"\(quantity)\": 2")
    let name = quantity == "loss" ? "the first loss" : "the length of the first step"
    let whole = try package.type("check", "learning", "--quiet")
    #expect(whole.exitCode == 1 && whole.output.contains("trainings begin otherwise"), "\(whole)")
    #expect(whole.output.contains(": \(name) "))
    let early = try package.type("check", "learning", "--quiet", "--fail-fast")
    #expect(early.exitCode == 1 && early.errors == "")
    #expect(
      early.output.hasPrefix(
        "learning: differs. A training begins otherwise, by more than rounding, and the run ended there."))
    #expect(early.output.contains(": \(name) "))
    #expect(early.output.contains("What it had shown by then: ") && early.output.hasSuffix("/README.md\n"))
  }

  @Test func trainingsThatAreTakenOutAreMissed() throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "learning", "--quiet")
    let text = try #require(package.text("Reports/learning/record.json"))
    let start = try #require(text.range(of: "\"trainings\": ["))
    try package.write(text[..<start.upperBound] + "]\n}\n", to: "Reports/learning/record.json")
    // On another machine, too.
    for machine in ["none", "AVX"] {
      try package.edit("Reports/learning/record.json", "\"instructions\": \"none\"", "\"instructions\": \"\(machine)\"")
      let transcript = try package.type("check", "learning", "--quiet")
      #expect(transcript.exitCode == 1)
      #expect(transcript.output.contains("trainings: ") && transcript.output.contains(" is new"))
    }
  }

  @Test func aReportIsNeeded() throws {
    let package = try TemporaryPackage()
    #expect(
      try package.type("check", "good")
        == Transcript(
          output: "",
          errors: "Error: good: has no report to compare with. Make one: experiments run good\n", exitCode: 2))
    #expect(
      try package.type("check", "--all")
        == Transcript(output: "There are no reports to check.\n", errors: "", exitCode: 0))
  }

  @Test func aSettingThatIsNoLongerDeclaredIsTrouble() throws {
    let package = try packageWithReport("--set", "beta=3")
    try package.edit("Reports/good/record.json", "\"name\": \"beta\"", "\"name\": \"gamma\"")
    let transcript = try package.type("check", "good", "--quiet")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.hasPrefix("Error: “good” cannot run as its report's run did. "))
  }
}

extension TemporaryPackage {
  /// Has the report say that a machine with other instructions made it.
  fileprivate func pretendAnotherMachine(_ name: String) throws {
    try edit("Reports/\(name)/record.json", "\"instructions\": \"none\"", "\"instructions\": \"AVX\"")
  }
}
