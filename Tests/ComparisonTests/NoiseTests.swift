import LabFigures
import LabStatistics
import LabTensors
import LabTestSupport
import Testing

@testable import LabComparison
@testable import LabNotebooks

/// What is noise of seeds, and what is a change.
@Suite struct NoiseTests {
  struct Fixture: Decodable {
    struct Mean: Decodable { let before, after: [Double], p: Double }
    struct Single: Decodable { let before, after: [Double], old, new, p: Double }
    let means: [Mean]
    let singles: [Single]
  }

  private func mean(_ values: [Double], seeds: [String]? = nil) -> NoisyValue {
    NoisyValue(
      value: Summary(of: values).mean, count: values.count, repetitions: values,
      seeds: seeds ?? values.indices.map { "\($0)" })
  }

  @Test func probabilitiesAreThoseOfSciPysTests() throws {
    let fixture = try fixture("noise-tests", as: Fixture.self)
    for entry in fixture.means {
      let found = try #require(NoisyValue.probability(from: mean(entry.before), to: mean(entry.after)))
      // Differences keep fewer digits than the values they are of.
      #expect(abs(found - entry.p) <= 1e-7 * entry.p, "\(entry)")
    }
    for entry in fixture.singles {
      let found = NoisyValue.probability(
        from: NoisyValue(value: entry.old, repetitions: entry.before),
        to: NoisyValue(value: entry.new, repetitions: entry.after))
      #expect(abs(try #require(found) - entry.p) <= 1e-10 * entry.p, "\(entry)")
    }
  }

  @Test func seedsArePairedByTheirNames() {
    let differences = NoisyValue.pairedDifferences(
      mean([10, 20, 30], seeds: ["1", "2", "3"]), mean([33, 40, 11], seeds: ["3", "4", "1"]))
    #expect(differences == [3, 1])
    #expect(NoisyValue.pairedDifferences(mean([10], seeds: ["1", "2"]), mean([10, 20], seeds: ["1", "2"])).isEmpty)
  }

  /// Values before and after, and whether the shift is more than noise, at a level of 5%.
  @Test(arguments: [
    // A planted change moves every seed; noise does not.
    ([100.0, 110, 90], [103.0, 113.1, 93], true), ([100, 110, 90], [101, 109, 90.5], false),
    // A bias of rounding may be as regular, and is too small to matter.
    ([100, 110, 90], [100.0001, 110.0001, 90.0001], false),
    // Where all seeds agree nothing is noise.
    ([42, 42, 42], [42, 42, 42], false), ([42, 42, 42], [43, 43, 43], true),
  ])
  func shifts(_ before: [Double], _ after: [Double], _ isChange: Bool) throws {
    let probability = try #require(NoisyValue.probability(from: mean(before), to: mean(after)))
    #expect((probability < 0.05) == isChange)
  }

  @Test func nothingIsKnownWithoutTwoTrainings() {
    #expect(NoisyValue.probability(from: NoisyValue(value: 1), to: NoisyValue(value: 2)) == nil)
    #expect(NoisyValue.probability(from: mean([1]), to: mean([2])) == nil)
  }

  /// Rounding sends trainings another way, wholly (a correlation of 0 between the runs) or hardly: it is called a change no more
  /// often than the level says. Of 20,000 draws the share is known to ± 0.0045, three standard errors, at 5%.
  @Test(arguments: [3, 5], [0, 0.5, 0.9])
  func noiseIsCalledAChangeNoOftenerThanTheLevel(_ count: Int, _ correlation: Double) throws {
    let draws = 20_000
    let numbers = Tensor.normal([draws, 2, count], using: Random(seed: 1)["noise"]).elements.map(Double.init)
    var changes = 0, singles = 0
    for draw in 0..<draws {
      let before = Array(numbers[2 * draw * count..<(2 * draw + 1) * count])
      let other = numbers[(2 * draw + 1) * count..<(2 * draw + 2) * count]
      let after = zip(before, other).map { correlation * $0 + (1 - correlation * correlation).squareRoot() * $1 }
      if try #require(NoisyValue.probability(from: mean(before), to: mean(after))) < 0.05 { changes += 1 }
      let single = NoisyValue.probability(
        from: NoisyValue(value: before[0], repetitions: before), to: NoisyValue(value: after[0], repetitions: after))
      if try #require(single) < 0.05 { singles += 1 }
    }
    #expect(Double(changes) / Double(draws) < 0.05 + 0.0045)
    #expect(Double(singles) / Double(draws) < 0.05 + 0.0045)
    // And the test is no idle one: of runs that have nothing in common it uses most of its level.
    if correlation == 0 { #expect(Double(changes) / Double(draws) > 0.03) }
  }

  // MARK: Of reports

  private func report(
    _ bounds: [String: [Double]], measured: SeedNoise.Measured = .mean, seed: UInt64 = 1, machine: String = "AVX2"
  ) -> SampleReport {
    var report = SampleReport()
    (report.record.seed, report.record.seeds) = (seed, [seed])
    report.record.fingerprint.circumstances.machine["instructions"] = machine
    report.record.metrics = bounds.mapValues { values in
      let mean = Summary(of: values).mean
      return .init(
        value: mean, text: NumberFormat.automatic.text(mean), unit: "nats",
        tolerance: .seeds(SeedNoise(values: values, measured: measured)))
    }
    return report
  }

  private func compared(_ before: SampleReport, _ after: SampleReport) throws -> ReportComparison {
    try #require(try comparison(from: before) { $0 = after })
  }

  private let before = [-271.2, -272.9, -270.4]

  @Test func anotherRoundingIsTheSameWithinNoise() throws {
    let found = try compared(
      report(["bound": before]), report(["bound": [-271.0, -272.4, -271.6]], machine: "none"))
    #expect(found.metrics.map(\.noise) == [.withinNoise] && found.agreesWithinNoise && found.isSameWithinNoise)
    #expect(
      found.judgement == "1 value is within the noise of seeds, judged together at a level of 5%.")
    let text = PlainText(.of(found)).text
    #expect(text.contains("The same within noise: 1 of 1 report: 1 value within noise."))
    #expect(text.contains("within the noise of its seeds: bound"))
  }

  @Test func whatNoMachineExplainsIsNotTheSame() throws {
    let found = try compared(report(["bound": before]), report(["bound": [-271.0, -272.4, -271.6]]))
    #expect(found.agreesWithinNoise && !found.isSameWithinNoise)
    #expect(PlainText(.of(found)).text.contains("within the noise of its seeds (p = "))
  }

  @Test func aPlantedChangeIsFoundAmongMany() throws {
    var (old, new): ([String: [Double]], [String: [Double]]) = ([:], [:])
    for index in 0..<30 { (old["v\(index)"], new["v\(index)"]) = (before, before.map { $0 + 0.1 }) }
    new["v7"] = before.map { $0 - 20 }
    let found = try compared(report(old), report(new, machine: "none"))
    #expect(found.metrics.filter { $0.noise == .changed }.map(\.name) == ["v7"])
    #expect(!found.agreesWithinNoise && found.metricsJudgedByNoise == 30)
    let text = PlainText(.of(found)).text
    #expect(text.contains("1 value changed by more than noise, 29 values within noise"))
    #expect(text.contains("more than the noise of its seeds (p = "))
  }

  /// A p-value of 0.02 is a change of one value, and none of one among many.
  @Test func theLevelIsThatOfAllValuesTogether() throws {
    let after = before.map { $0 + 3.75 }
    let alone = try compared(report(["bound": before]), report(["bound": after], seed: 4, machine: "none"))
    #expect(alone.metrics[0].noise == .changed)
    let others = Dictionary(uniqueKeysWithValues: (0..<9).map { ("v\($0)", before) })
    let among = try compared(
      report(others.merging(["bound": before]) { $1 }),
      report(others.merging(["bound": after]) { $1 }, seed: 4, machine: "none"))
    #expect(among.metrics.map(\.noise) == [.withinNoise])
  }

  @Test func aTrainingAloneHasTheNoiseOfOthers() throws {
    var (old, new) = (
      report(["final": before], measured: .one), report(["final": before], measured: .one, machine: "none")
    )
    old.record.metrics["final"]?.value = -265
    for (value, verdict) in [(-265.0, nil), (-263, NoiseVerdict.withinNoise), (-245, .changed)] {
      new.record.metrics["final"]?.value = value
      #expect(try compared(old, new).metrics.map(\.noise) == (verdict.map { [$0] } ?? []))
    }
  }

  @Test func aRecordWithoutNoiseIsHeldAgainstTheOthers() throws {
    var old = report(["bound": before])
    old.record.metrics["bound"]?.tolerance = .relative(1e-6)
    let found = try compared(old, report(["bound": [-271.0, -272.4, -271.6]], machine: "none"))
    #expect(found.metrics.map(\.noise) == [.withinNoise])
  }

  /// With `--seeds`, a tolerance that was declared is not all that is known.
  @Test func repeatedRunsAreJudgedByTheirSeedsToo() throws {
    func repeated(_ samples: [Double], _ machine: String) -> SampleReport {
      var report = report(["bound": samples], machine: machine)
      report.record.seeds = [1, 2, 3]
      report.record.metrics["bound"]?.tolerance = .relative(1e-6)
      report.record.metrics["bound"]?.samples = samples
      return report
    }
    let found = try compared(repeated(before, "AVX2"), repeated([-271.0, -272.4, -271.6], "none"))
    #expect(found.agreesWithinNoise && found.metrics[0].isJudgedByNoise)
    #expect(try !compared(repeated(before, "AVX2"), repeated(before.map { $0 - 20 }, "none")).agreesWithinNoise)
  }

  // MARK: Curves

  private func curves(_ shift: Double, wiggle: Double, machine: String) throws -> SampleReport {
    var report = report(["bound": before], machine: machine)
    let curves = (0..<3).map { seed in
      (1...600).map { step -> Double in
        let jitter = wiggle * Double((step + seed) % 3 - 1)
        return 100 / Double(step) + Double(seed) + jitter + shift
      }
    }
    let means: [Summary] = (0..<600).map { place in Summary(of: curves.map { $0[place] }) }
    let steps: [Double] = (1...600).map { Double($0) }
    let middle: [Double] = means.map { $0.mean }
    let mark = Mark.line(steps, middle, lower: middle, upper: middle, repetitions: curves, name: "loss")
    try report.show(Figure(mark, x: "step", y: "loss"), id: "loss")
    return report
  }

  /// Where all seeds come to the same, their noise is none, and a step of single precision still no change.
  @Test func whatAllSeedsAgreeOnMayBeRoundedOtherwise() throws {
    for (shift, verdict) in [
      (1 + 0x1p-52, NoiseVerdict.withinNoise), (1 + 0x1p-23, .withinNoise), (1.000_001, .changed),
    ] {
      let old = [10.5, 10.5, 10.5], new = old.map { $0 * shift }
      let found = try compared(report(["cost": old]), report(["cost": new], machine: "none"))
      #expect(found.metrics.map(\.noise) == [verdict], "\(shift)")
    }
  }

  /// A record has five digits of a curve: another last digit is rounding, where all seeds agree, too, and two are a change.
  @Test(arguments: [3, 600], [(1e-5, NoiseVerdict.withinNoise), (3e-4, .changed)])
  func aCurvesLastDigitIsRounding(_ count: Int, _ change: (shift: Double, verdict: NoiseVerdict)) throws {
    func shown(_ factor: Double, machine: String) throws -> SampleReport {
      var report = report([:], machine: machine)
      let curve = (0..<count).map { 2.34564 * factor + 0.1 * Double($0 % 3) }
      let mark = Mark.line(
        curve.indices.map { Double($0) }, curve, lower: curve, upper: curve, repetitions: [curve, curve, curve],
        name: "cost")
      try report.show(Figure(mark, x: "x", y: "cost"), id: "cost")
      return report
    }
    let found = try compared(shown(1, machine: "AVX2"), shown(1 + change.shift, machine: "none"))
    #expect(found.figures[0].series.map(\.noise).contains(change.verdict) && found.curvesJudgedByNoise == 1)
    #expect(found.agreesWithinNoise == (change.verdict == .withinNoise))
  }

  /// What no noise of seeds does: a table, a listing or a picture gone.
  @Test func aReportThatLostSomethingIsNotTheSame() throws {
    func shown(_ first: String, _ second: String) throws -> SampleReport {
      var report = try curves(0, wiggle: 0.1, machine: "AVX2")
      report.show(table: [["VAE", first], ["IWAE", second]], columns: ["model", "cost"], id: "costs")
      report.record.outputs.append(listing("2 layers, of which the first has a norm of \(first)", id: "layers"))
      return report
    }
    func listing(_ text: String, id: String) -> Output {
      Output(id: id, caption: "", isFolded: false, line: 2, content: .text(body: text))
    }
    let base = try shown("3.18 ± 0.01", "2.39 ± 0.01")
    func agrees(_ alter: (inout SampleReport) throws -> Void) throws -> Bool {
      var altered = base
      altered.record.fingerprint.circumstances.machine["instructions"] = "none"
      try alter(&altered)
      return try compared(base, altered).isSameWithinNoise
    }
    #expect(
      try agrees {
        $0.show(table: [["VAE", "3.17 ± 0.02"], ["IWAE", "2.40 ± 0.01"]], columns: ["model", "cost"], id: "costs")
      })
    #expect(try agrees { $0.record.outputs[$0.record.outputs.count - 1] = listing("2 layers, 3.19", id: "layers") })
    #expect(try !agrees { $0.record.outputs.removeAll { $0.id == "costs" } })
    #expect(try !agrees { $0.record.outputs.removeAll { $0.id == "layers" } })
    #expect(try !agrees { $0.record.outputs.append(listing("More.", id: "more")) })
    #expect(try !agrees { $0.record.outputs.append(listing("", id: "empty")) })
    #expect(try !agrees { $0.pictures["loss"] = nil })
    #expect(
      try !agrees { $0.show(table: [["VAE"], ["IWAE"]], columns: ["model"], id: "costs") }, "a column that is gone")
  }

  /// Nor a line of a figure.
  @Test func aFigureThatLostALineIsNotTheSame() throws {
    func shown(_ marks: [Mark], machine: String) throws -> SampleReport {
      var report = report(["bound": before], machine: machine)
      try report.show(Figure(marks, x: "step", y: "loss"), id: "loss")
      return report
    }
    let (one, other) = (Mark.line([3.0, 2, 1], name: "one"), Mark.line([4.0, 3, 2], name: "other"))
    let both = try shown([one, other], machine: "AVX2")
    #expect(try compared(both, shown([one, other], machine: "none")).agreesWithinNoise)
    for marks in [[one], [one, other, Mark.line([1.0, 1, 1], name: "third")]] {
      #expect(try !compared(both, shown(marks, machine: "none")).agreesWithinNoise)
    }
  }

  /// What no seed moves has not changed by more than noise, though it is no longer what it was.
  @Test(arguments: [(0.0, NoiseVerdict.same, "the value is the same"), (0.01, .withinNoise, ", in another unit")])
  func anotherUnitIsNoNoiseAndNoToleranceEither(_ shift: Double, _ verdict: NoiseVerdict, _ told: String) throws {
    let samples = [-271.0, -272.4, -271.6]
    var after = report(["bound": samples.enumerated().map { $1 + ($0 == 0 ? shift : 0) }], machine: "none")
    after.record.metrics["bound"]?.unit = "bits"
    let found = try compared(report(["bound": samples]), after), set = SetComparison.of(found)
    #expect(found.metrics.map(\.noise) == [verdict] && !found.agreesWithinNoise)
    #expect(set.summary == "1 of 1 report differs: 1 value in another unit.")
    #expect(PlainText(set).text.contains(told), "\(PlainText(set).text)")
  }

  /// Nor where no seeds are known: a value within its tolerance is not called beyond it.
  @Test(arguments: [(1.14, "in another unit; the value is the same"), (1.1401, ", in another unit")])
  func anotherUnitIsToldWithoutNoiseToo(_ value: Double, _ told: String) throws {
    let found = try #require(
      try comparison {
        $0.record.metrics["area"]?.value = value
        $0.record.metrics["area"]?.unit = "acres"
      })
    let set = SetComparison.of(found)
    #expect(!found.agreesWithinNoise && found.onlyBeyondNoise == ["units"])
    #expect(set.summary == "1 of 1 report differs: 1 value in another unit.")
    #expect(PlainText(set).text.contains(told), "\(PlainText(set).text)")
  }

  /// A value beyond the noise of its seeds that its tolerance allows is told as that.
  @Test func whatATolerancesAllowsIsNotWithinNoise() throws {
    func shown(_ samples: [Double], machine: String) throws -> SampleReport {
      var report = report([:], machine: machine)
      let mean = samples.reduce(0, +) / Double(samples.count)
      var metric = RunRecord.Metric(value: mean, text: "\(mean)", unit: "nats", tolerance: .relative(0.1))
      metric.samples = samples
      report.record.metrics["bound"] = metric
      report.record.seeds = [1, 2, 3]
      return report
    }
    let found = try compared(
      shown([100, 100.1, 99.9], machine: "AVX2"), shown([105, 105.1, 104.9], machine: "none"))
    #expect(found.metrics.first { $0.name == "bound" }?.noise == .changed && found.agreesWithinNoise)
    #expect(
      found.judgement.hasSuffix("within its declared tolerance.") || found.judgement.hasSuffix("declared tolerances."))
    #expect(!found.judgement.contains("within the noise of seeds"))
  }

  /// Another package is code, and no rounding.
  @Test func anotherPackageIsNoRounding() throws {
    var after = report(["bound": [-271.0, -272.4, -271.6]])
    after.record.fingerprint.circumstances.versions["my-models"] = "2.0.0"
    let found = try compared(report(["bound": before]), after)
    #expect(found.agreesWithinNoise && !found.isSameWithinNoise)
    #expect(found.attribution.text == "my-models absent → 2.0.0")
  }

  /// A tolerance that was widened does not judge the change that it came with, and is not said to.
  @Test func bothTolerancesMustAllowAChange() throws {
    let found = try #require(
      try comparison {
        $0.record.metrics["area"] = .init(value: 1.2, text: "1.200", unit: "square metres", tolerance: .absolute(1))
      })
    #expect(found.metrics[0].disagrees)
    #expect(PlainText(.of(found)).text.contains("beyond its tolerance of 0.1%"), "\(PlainText(.of(found)).text)")
    var after = report(["bound": before.map { $0 - 20 }], machine: "none")
    after.record.metrics["bound"]?.tolerance = .relative(0.5)
    let loosened = try compared(report(["bound": before]), after)
    #expect(loosened.metrics.map(\.noise) == [.changed] && loosened.metrics[0].disagrees)
    #expect(!PlainText(.of(loosened)).text.contains("within"), "\(PlainText(.of(loosened)).text)")
  }

  /// What no noise makes differ is named where all agrees that noise can move, and noise is blamed for nothing else.
  @Test func whatNoNoiseMovesIsNamed() throws {
    var base = report(["bound": before])
    try base.show(SampleReport.curve(), id: "curve")
    func named(_ alter: (inout SampleReport) throws -> Void) throws -> [String]? {
      var altered = base
      altered.record.fingerprint.circumstances.machine["instructions"] = "none"
      try alter(&altered)
      return try compared(base, altered).onlyBeyondNoise
    }
    let claim = RunRecord.Claim(sentence: "Pigs fly.", held: true, line: 1)
    #expect(try named { $0.record.claims.append(claim) } == ["claims"])
    #expect(try named { $0.record.claims[0].sentence += " Indeed." } == ["claims"])
    #expect(try named { $0.record.claims[0].held = false } == [])
    #expect(try named { $0.record.metrics["bound"] = nil } == ["list of measured values"])
    #expect(try named { $0.record.metrics["bound"]?.unit = "bits" } == ["units"])
    #expect(try named { $0.pictures["curve"] = nil } == ["figures"])
    #expect(try named { $0.record.outputs.removeAll() } == ["figures"])
  }

  @Test func aCurveOfSeveralTrainingsIsJudgedByItsMean() throws {
    let base = try curves(0, wiggle: 0.1, machine: "AVX2")
    let noise = try compared(base, try curves(0, wiggle: 0.2, machine: "none"))
    #expect(noise.agreesWithinNoise && noise.curvesJudgedByNoise == 1)
    #expect(noise.judgement.hasPrefix("1 value and 1 curve are within the noise of seeds, "))
    let planted = try compared(base, try curves(9, wiggle: 0.1, machine: "none"))
    #expect(!planted.agreesWithinNoise && planted.figures[0].series.contains { $0.noise == .changed })
    #expect(PlainText(.of(planted)).text.contains("; its mean is more than the noise of its seeds (p = "))
    // The single curves are told by their mean alone.
    #expect(planted.figures[0].series.allSatisfy { ["y", "lower", "upper"].contains($0.channel) })
  }
}
