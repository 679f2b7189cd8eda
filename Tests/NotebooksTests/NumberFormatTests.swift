import Testing

@testable import LabNotebooks

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (NumberFormat.automatic, 0.0, "0"), (.exact, 0.5, "0.5"), (.exact, -8, "−8"), (.automatic, 42, "42"),
    (.automatic, 115_568, "115,568"),
    (.automatic, -1_000_000, "−1,000,000"), (.automatic, 1125.37, "1,125"), (.automatic, 19.2345, "19.23"),
    (.automatic, 0.012344, "0.01234"), (.automatic, -0.5, "−0.5000"), (.automatic, 1.23456e-7, "1.235 × 10⁻⁷"),
    (.automatic, 3e20, "3.000 × 10²⁰"),
    (.fixed(1), 1125.37, "1,125.4"), (.fixed(0), 999.5, "1,000"), (.fixed(2), -0.001, "0.00"), (.fixed(3), 2, "2.000"),
    (.significant(3), 9.9996, "10.0"), (.significant(2), 0.00099, "0.00099"), (.significant(3), 12_345, "12,300"),
    (.significant(1), 0, "0"), (.significant(2), -1.5e-9, "−1.5 × 10⁻⁹"),
    (.automatic, .infinity, "∞"), (.automatic, -.infinity, "−∞"), (.automatic, .nan, "not a number"),
  ])
  func aNumberReads(_ format: NumberFormat, _ value: Double, _ expected: String) {
    #expect(format.text(value) == expected)
  }

  @Test(arguments: [(4.0, "4"), (0.003, "0.003"), (-2.5, "-2.5"), (1e-7, "1e-07"), (1e22, "1e+22"), (-0.0, "0")])
  func theShortestTextMeansTheNumber(_ value: Double, _ expected: String) {
    #expect(NumberFormat.shortest(value) == expected)
    #expect(Double(expected) == value)
  }
}
