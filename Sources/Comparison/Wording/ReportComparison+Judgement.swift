import LabNotebooks

extension ReportComparison {
  /// What the values were held against: “14 values and 2 curves are within the noise of their seeds, judged together at a
  /// level of 5%, and 13 values within the tolerances that they declare.”
  public var judgement: String {
    // What noise does not explain may still be within the tolerance that it declares.
    let byTolerance = metrics.count { $0.agrees && $0.noise == .changed }
    let metricsJudgedByNoise = metricsJudgedByNoise - byTolerance, declared = commonMetrics - metricsJudgedByNoise
    var parts: [String] = []
    let noisy = [(metricsJudgedByNoise, "value"), (curvesJudgedByNoise, "curve")].filter { $0.0 > 0 }.map(counted)
    if !noisy.isEmpty {
      let level = NumberFormat.exact.text(100 * NoiseVerdicts.level)
      let verb = metricsJudgedByNoise + curvesJudgedByNoise == 1 ? "is" : "are"
      parts.append(
        "\(noisy.joined(separator: " and ")) \(verb) within the noise of seeds, judged together at a level of \(level)%"
      )
    }
    if declared > 0 {
      let verb = noisy.isEmpty ? declared == 1 ? " is" : " are" : ""
      let tolerances = declared == 1 ? "its declared tolerance" : "their declared tolerances"
      parts.append("\(counted(declared, "value"))\(verb) within \(tolerances)")
    }
    return parts.isEmpty ? "Nothing was measured." : parts.joined(separator: ", and ") + "."
  }
}
