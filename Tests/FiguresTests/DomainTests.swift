import Testing

@testable import LabFigures

@Suite("Domains map values to positions")
struct DomainTests {
  @Test("Linear: equal differences, equal distances")
  func linear() {
    let domain = Domain(Extent(-2, 6), scale: .linear)
    #expect(domain.fraction(-2) == 0)
    #expect(domain.fraction(0) == 0.25)
    #expect(domain.fraction(6) == 1)
    #expect(domain.fraction(10) == 1.5)
  }

  @Test("Logarithmic: equal ratios, equal distances")
  func logarithmic() {
    let domain = Domain(Extent(0.01, 100), scale: .log)
    for (value, fraction) in [(0.01, 0.0), (0.1, 0.25), (1, 0.5), (10, 0.75), (100, 1)] {
      #expect(abs(domain.fraction(value) - fraction) < 1e-12)
    }
  }

  @Test("Padding is a fraction of the span, on a logarithmic axis of the decades")
  func padding() {
    let linear = Domain(Extent(0, 10), scale: .linear, padding: 0.05)
    #expect(linear.lower == -0.5 && linear.upper == 10.5)
    let kept = Domain(Extent(0, 10), scale: .linear, padding: 0.05, keepsLower: true)
    #expect(kept.lower == 0 && kept.upper == 10.5)
    let log = Domain(Extent(1, 100), scale: .log, padding: 0.5)
    #expect(abs(log.lower - 0.1) < 1e-12 && abs(log.upper - 1_000) < 1e-9)
  }

  @Test(
    "Equal ends are moved apart, whatever their magnitude",
    arguments: [0.0, 5, -5, 1e300, -1e300, 1e-300, .leastNonzeroMagnitude, 1e-12, 123_456.789],
    [Axis.Scale.linear, .log])
  func equalEnds(value: Double, scale: Axis.Scale) {
    if scale == .log, value < .leastNormalMagnitude { return }
    let domain = Domain(Extent(value, value), scale: scale, padding: 0.05)
    #expect(domain.lower < value && value < domain.upper)
    let fraction = domain.fraction(value)
    #expect(abs(fraction - 0.5) < 0.01)
    #expect(Ticks(domain, limit: 6).major.count >= 1)
  }

  @Test("y grows upwards on the canvas, and far-away values stay drawable")
  func plotArea() {
    let area = PlotArea(
      rect: Rect(x: 10, y: 20, width: 100, height: 50), x: Domain(Extent(0, 1), scale: .linear),
      y: Domain(Extent(0, 1), scale: .linear))
    #expect(area.point(0, 0) == Point(x: 10, y: 70))
    #expect(area.point(1, 1) == Point(x: 110, y: 20))
    #expect(area.point(1e300, -1e300) == Point(x: 2_010, y: 1_070))
  }
}
