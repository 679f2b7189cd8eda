import Testing

@testable import LabFigures

@Suite("Ticks stand where a reader expects them")
struct TicksTests {
  static let ranges: [ClosedRange<Double>] = [
    0...1, 0...10, -1...1, -0.3...0.7, 3...17, 0...1_875, 165.2...974.1, 1e-9...5e-9, -2e-300...3e-300, 0...1e300,
    -1e300...1e300, 1e6...(1e6 + 1e-3), 99.5...100.5, -1e-5...1e-5, 0.1...0.3, 12_345...67_890, 1e7...9e7, -7 ... -2,
    0...0.999999, 1e15...1.1e15,
  ]

  @Test(
    "Linear: steps of 1, 2 or 5 times a power of ten, inside the domain, no end further than a step", arguments: ranges)
  func linear(range: ClosedRange<Double>) {
    let domain = Domain(Extent(range.lowerBound, range.upperBound), scale: .linear)
    for limit in 5...12 {
      let ticks = Ticks(domain, limit: limit).major
      #expect((2...limit).contains(ticks.count))
      let span = domain.upper - domain.lower
      let step = (ticks[ticks.count - 1].value - ticks[0].value) / Double(ticks.count - 1)
      // The tests' own subtractions round in the last digits of the values.
      let rounding = 1e-9 * span + 4 * max(abs(domain.lower), abs(domain.upper)).ulp
      for (left, right) in zip(ticks, ticks.dropFirst()) {
        #expect(abs(right.value - left.value - step) <= rounding)
      }
      var mantissa = step
      while mantissa >= 9.99 { mantissa /= 10 }
      while mantissa < 0.999 { mantissa *= 10 }
      #expect([1, 2, 5].contains { abs(mantissa - $0) < 1e-3 }, "step \(step)")
      #expect(ticks[0].value >= domain.lower - rounding && ticks[0].value - domain.lower < step + rounding)
      let last = ticks[ticks.count - 1].value
      #expect(last <= domain.upper + rounding && domain.upper - last < step + rounding)
    }
  }

  @Test("Chosen ones stand where they were chosen, within the domain, and every second where they are too many")
  func chosen() {
    func labels(_ values: [Double], scale: Axis.Scale = .log, limit: Int = 6) -> [String] {
      let domain = Domain(Extent(0.5, 2_000), scale: scale, ticks: values)
      let ticks = Ticks(domain, limit: limit)
      #expect(ticks.minor.isEmpty && ticks.major.allSatisfy { values.contains($0.value) })
      return ticks.major.map(\.label)
    }
    #expect(labels([8, 0.5, 2, 4, 2, 1_875, 5_000, 0.1]) == ["0.5", "2", "4", "8", "1,875"])
    #expect(labels([100, 200, 400, 1_000 / 3], scale: .linear) == ["100", "200", "333.333", "400"])
    #expect(labels((1...9).map { Double($0) }) == ["2", "4", "6", "8"])
    let small = Ticks(Domain(Extent(1e-9, 1), scale: .log, ticks: [2.5e-7, 1e-6, 1e-3]), limit: 5)
    #expect(small.major.map(\.label) == ["2.5×10⁻⁷", "10⁻⁶", "0.001"])
    // As many digits as tell them apart, and all before the point; what rounding makes a power of ten is one.
    #expect(labels([1.0000001, 1.0000002, 2], scale: .linear) == ["1.0000001", "1.0000002", "2"])
    let large = Ticks(Domain(Extent(1, 1e7), scale: .linear, ticks: [1_234_567, 5_000_001, 5_000_002]), limit: 5)
    #expect(large.major.map(\.label) == ["1,234,567", "5,000,001", "5,000,002"])
    let rounded = Ticks(Domain(Extent(1e-9, 1), scale: .log, ticks: [9.9999999e-7, 0.1]), limit: 5)
    #expect(rounded.major.map(\.label) == ["10⁻⁶", "0.1"])
  }

  @Test(
    "Cells centred at whole numbers have ticks at whole numbers only", arguments: [1, 2, 3, 5], [120.0, 360, 700])
  func wholeCells(count: Int, side: Double) throws {
    let values = [Double](repeating: 1, count: count * count)
    let figure = Figure(
      .heatMap(values, rows: count, columns: count, color: "p"), size: Size(width: side, height: side))
    let plan = try FigurePlan(figure, typeface: try Typeface())
    for domain in [plan.x, plan.y] {
      let ticks = Ticks(domain, limit: max(2, Int(side / 30))).major.map { $0.value }
      #expect(!ticks.isEmpty && ticks.allSatisfy { $0 == $0.rounded() })
    }
    let halves = Figure(.heatMap(values, rows: count, columns: count, x: 0...1, y: 0...1, color: "p"))
    #expect(try !FigurePlan(halves, typeface: try Typeface()).x.isWhole)
  }

  @Test("Logarithmic: two labels at least, inside the domain, however little room there is", arguments: 2...12)
  func logarithmicLabels(limit: Int) {
    for lower in [1e-280, 1e-9, 0.03, 0.5, 1, 7, 10, 99, 1e6] {
      for factor in [1.001, 1.5, 3, 10, 99, 100, 1_000, 12_345, 1e5, 1e9, 1e20, 1e200] {
        let domain = Domain(Extent(lower, lower * factor), scale: .log)
        let ticks = Ticks(domain, limit: limit).major
        #expect(ticks.count >= 2, "\(lower) to \(lower * factor)")
        #expect(
          ticks.allSatisfy { domain.lower * (1 - 1e-9) <= $0.value && $0.value <= domain.upper * (1 + 1e-9) },
          "\(domain.lower) to \(domain.upper): \(ticks.map(\.value))")
      }
    }
  }

  @Test("Colours of whole numbers have whole numbers at their bar")
  func wholeColors() throws {
    func labels(_ values: [Double]) throws -> [String] {
      let figure = Figure(.heatMap(values, rows: 1, columns: values.count, color: Axis("units", limits: 0...2)))
      let domain = try #require(try FigurePlan(figure, typeface: try Typeface()).colorScale).domain
      return Ticks(domain, limit: 8).major.map { $0.label }
    }
    #expect(try labels([0, 1, 2]) == ["0", "1", "2"])
    #expect(try labels([0, 1.5, 2]).contains("0.5"))
  }

  @Test("Labels are distinct, and never −0", arguments: ranges)
  func labels(range: ClosedRange<Double>) {
    let labels = Ticks(Domain(Extent(range.lowerBound, range.upperBound), scale: .linear), limit: 8).major.map {
      $0.label
    }
    #expect(Set(labels).count == labels.count)
    #expect(!labels.contains { $0.hasPrefix("−0") && !$0.contains { "123456789".contains($0) } })
    #expect(!labels.contains { $0.contains("-") }, "a hyphen is no minus sign")
  }

  static let known: [(ClosedRange<Double>, Axis.Scale, Int, [String])] = [
    (0...1, .linear, 6, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-1...1, .linear, 5, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
    (0...1_875, .linear, 5, ["0", "500", "1,000", "1,500"]),
    (0...3e6, .linear, 4, ["0", "1,000,000", "2,000,000", "3,000,000"]),
    (0...4e8, .linear, 5, ["0", "10⁸", "2×10⁸", "3×10⁸", "4×10⁸"]),
    (-2e-9...2e-9, .linear, 5, ["−2×10⁻⁹", "−10⁻⁹", "0", "10⁻⁹", "2×10⁻⁹"]),
    (0.1...0.5, .linear, 5, ["0.1", "0.2", "0.3", "0.4", "0.5"]),
    (1e-4...1, .log, 8, ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]),
    (0.01...100, .log, 8, ["0.01", "0.1", "1", "10", "100"]),
    (1...60, .log, 8, ["1", "2", "5", "10", "20", "50"]),
    (120...180, .log, 8, ["120", "130", "140", "150", "160", "170", "180"]),
    (1e-300...1e300, .log, 7, ["10⁻³⁰⁰", "10⁻²⁰⁰", "10⁻¹⁰⁰", "10⁰", "10¹⁰⁰", "10²⁰⁰", "10³⁰⁰"]),
  ]

  @Test("Known axes", arguments: known)
  func knownLabels(range: ClosedRange<Double>, scale: Axis.Scale, limit: Int, labels: [String]) {
    let ticks = Ticks(Domain(Extent(range.lowerBound, range.upperBound), scale: scale), limit: limit)
    #expect(ticks.major.map { $0.label } == labels)
  }

  @Test("Logarithmic: minor ticks at 2 … 9 times each power of ten, within the domain")
  func minorTicks() {
    let ticks = Ticks(Domain(Extent(0.5, 2_000), scale: .log), limit: 8)
    #expect(ticks.major.map { $0.value } == [1, 10, 100, 1_000])
    let between: [Double] = [1, 10, 100].flatMap { decade in (2...9).map { decade * Double($0) } }
    let expected: [Double] = [0.5, 0.6, 0.7, 0.8, 0.9] + between + [2_000]
    #expect(ticks.minor.count == expected.count)
    #expect(zip(ticks.minor, expected).allSatisfy { abs($0 / $1 - 1) < 1e-12 })
  }

  @Test("Whole-number data have no ticks between whole numbers")
  func wholeNumbers() {
    let three = Domain(Extent(1, 3), scale: .linear, padding: 0.02, isWhole: true)
    #expect(Ticks(three, limit: 12).major.map { $0.label } == ["1", "2", "3"])
    let one = Domain(Extent(5, 5), scale: .linear, isWhole: true)
    #expect(Ticks(one, limit: 12).major.map { $0.label } == ["4", "5", "6"])
    // Limits of one's own may leave none of them.
    for range in [0.2...0.8, 3.01...3.99] {
      let inside = Domain(Extent(range.lowerBound, range.upperBound), scale: .linear, isWhole: true)
      #expect(Ticks(inside, limit: 8).major.count >= 2, "\(range)")
    }
  }
}
