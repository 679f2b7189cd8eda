import LabNotebooks
import Testing

@testable import LabSweeps

/// Which points a sweep has.
@Suite struct PointGridTests {
  private let experiment = Experiment(
    "towers", title: "Towers", summary: "They stand.",
    settings: [
      Setting("beta", 4.0, "weight", limits: .above(0)), Setting("steps", 60, "steps", limits: .atLeast(1)),
      Setting("sizes", [5, 10], "floors"), Setting("optimizer", "adam", "which", limits: .oneOf(["adam", "sgd"])),
    ]
  ) { _ in }

  private func grid(_ axes: String...) throws -> PointGrid {
    try PointGrid(try axes.map { try SweepAxis($0, of: experiment) }, of: experiment)
  }

  @Test func aGridHasEveryCombinationTheLastAxisTheFastest() throws {
    #expect(
      try grid("beta=0.50,1", "steps=2,8").all().map(\.label) == [
        "beta=0.5 steps=2", "beta=0.5 steps=8", "beta=1 steps=2", "beta=1 steps=8",
      ])
  }

  @Test func aValueThatIsWrittenInTwoWaysIsOnePoint() throws {
    #expect(try grid("beta=1,1.0,1e0").all().map(\.label) == ["beta=1"])
  }

  @Test func listsStandBetweenSemicolons() throws {
    #expect(try grid("sizes=5,10;20").all().map(\.label) == ["sizes=5,10", "sizes=20"])
  }

  @Test func aSampleIsOfItsSeedAloneAndALargerOneBeginsWithASmaller() throws {
    let grid = try grid("beta=0.1..10:log", "steps=1..100", "optimizer=adam,sgd")
    let points = try grid.sample(50, seed: 3)
    #expect(points.count == 50 && Set(points).count == 50)
    #expect(try grid.sample(20, seed: 3) == Array(points.prefix(20)))
    #expect(try grid.sample(50, seed: 4) != points)
    for point in points {
      let beta = try #require(Double(point.values[0].text)), steps = try #require(Int(point.values[1].text))
      #expect((0.1...10).contains(beta) && (1...100).contains(steps))
    }
    // Of a logarithmic range half lies below the geometric mean of its ends: 25 of 50, ± 3 standard deviations.
    #expect((15...35).contains(points.count { (Double($0.values[0].text) ?? 0) < 1 }))
  }

  @Test func aSampleOfMoreThanThereAreIsAll() throws {
    let grid = try grid("beta=1,2", "optimizer=adam,sgd")
    #expect(try Set(grid.sample(100, seed: 1)) == Set(grid.all()))
  }

  /// Four digits are enough of most, and leave nine values between 300 and 301.
  @Test(arguments: [
    "beta=300..301", "beta=300..301:log", "beta=0.0100..0.0101", "beta=1e-300..1.0001e-300", "steps=100000..100100",
  ])
  func aSampleOfANarrowRangeHasAsManyPointsAsOfAnother(_ axis: String) throws {
    let grid = try grid(axis)
    #expect(try grid.sample(40, seed: 1).count == 40)
  }

  @Test(arguments: [("beta=0.1..10", 6), ("beta=1e-5..1e-2:log", 9), ("beta=100..200", 5)])
  func otherwiseAValueHasFourDigits(_ axis: String, _ length: Int) throws {
    let values = try grid(axis).sample(100, seed: 1).map(\.values[0].text)
    #expect(values.allSatisfy { $0.count <= length }, "\(values)")
  }

  @Test(arguments: [
    ("beta", "--over beta: write it as"), ("beta=", "--over beta=: write it as"), ("=1", "--over =1: write it as"),
    ("beta=2..1", "a range goes from a number to a greater one"), ("beta=0..1:log", "begins above 0"),
    ("bet=1", "has no setting “bet”. Did you mean “beta”?"), ("beta=1,", "must be a number"),
    ("beta=0", "must be more than 0"), ("steps=1.5", "must be a whole number"), ("beta=nan", "must be a number"),
    ("optimizer=adam,adm", "must be one of adam, sgd"), ("steps=0..5", "must be at least 1"),
  ])
  func whatIsNoAxisIsRefusedInWords(_ text: String, _ words: String) {
    let error = #expect(throws: (any Error).self) { try SweepAxis(text, of: experiment) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words))
  }

  @Test func aRangeNeedsASampleAndAnAxisIsGivenOnce() throws {
    #expect(throws: SweepError.self) { try grid("beta=1..2").all() }
    #expect(throws: SweepError.self) { try grid("beta=1", "beta=2") }
    #expect(throws: SweepError.self) { try grid() }
  }

  @Test func foldersOfDifferentRunsDiffer() throws {
    func plan(seed: UInt64, shared: [String: String] = [:]) throws -> SweepPlan {
      SweepPlan(
        of: "towers", tier: .smoke, seed: seed, repetitions: 1, shared: shared, dataDirectory: nil, names: ["beta"],
        points: try grid("beta=1,2").all(), goal: nil)
    }
    let plans = [try plan(seed: 1), try plan(seed: 2), try plan(seed: 1, shared: ["steps": "3"])]
    let ids = plans.flatMap { plan in plan.points.map(plan.identifier) }
    #expect(Set(ids).count == 6)
    #expect(ids[0].hasPrefix("beta-1-"))
  }

  /// The first eight digits of these two are the same, as are their names where they are cut.
  @Test func foldersOfPointsWithLongNamesDiffer() {
    let points = [84_349, 101_353].map { last in
      let sizes = Array(repeating: "1000", count: 16).joined(separator: ",")
      return SweepPoint(values: [.init(name: "sizes", text: "\(sizes),\(last)")])
    }
    let plan = SweepPlan(
      of: "towers", tier: .smoke, seed: 1, repetitions: 1, shared: [:], dataDirectory: nil, names: ["sizes"],
      points: points, goal: nil)
    #expect(plan.identifier(of: points[0]) != plan.identifier(of: points[1]))
  }
}
