import LabNotebooks

/// Where the points of a sweep come from: all combinations of the axes' values, or a random sample of them.
package struct PointGrid: Sendable {
  private let experiment: Experiment
  private let axes: [SweepAxis]

  /// The grid of axes of an experiment.
  ///
  /// - Throws: `SweepError` where there is none, or two vary one setting.
  package init(_ axes: [SweepAxis], of experiment: Experiment) throws {
    guard !axes.isEmpty else {
      throw SweepError("Say what to vary: --over name=value,value, or --points with a CSV file.")
    }
    let names = axes.map(\.name)
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw SweepError("--over \(name) is given twice; give all its values at once.")
    }
    (self.experiment, self.axes) = (experiment, axes)
  }

  /// The settings that are varied.
  package var names: [String] { axes.map(\.name) }

  /// Every combination, the last axis the fastest.
  ///
  /// - Throws: `SweepError` for a range, of which only a sample can be taken, and for too many points.
  package func all() throws -> [SweepPoint] {
    var count = 1
    for axis in axes {
      guard case .list(let texts) = axis.values else {
        throw SweepError("--over \(axis.name) is a range, of which --sample takes so many points; or list its values.")
      }
      count = count.multipliedReportingOverflow(by: texts.count).overflow ? Int.max : count * texts.count
      guard count <= SweepPlan.mostPoints else {
        throw SweepError("The grid has over \(SweepPlan.mostPoints) points; take a sample of it: --sample 100.")
      }
    }
    return axes.reduce([[SweepPoint.Value]()]) { rows, axis in
      guard case .list(let texts) = axis.values else { return rows }
      return rows.flatMap { row in texts.map { row + [SweepPoint.Value(name: axis.name, text: $0)] } }
    }.map(SweepPoint.init)
  }

  /// So many different points drawn at random, or all where there are fewer; a larger sample begins with a smaller one.
  ///
  /// - Parameter seed: where the randomness starts.
  /// - Throws: `SettingError` for a value that the setting does not take.
  package func sample(_ count: Int, seed: UInt64) throws -> [SweepPoint] {
    var points: [SweepPoint] = []
    var seen: Set<SweepPoint> = []
    var draw = 0
    // A grid of fewer points than are asked for is exhausted by then but for a chance of one in many millions.
    let most = min(count, combinations), patience = 40 * most + 1_000
    while points.count < most, draw < patience {
      let point = SweepPoint(
        values: try axes.map { axis in
          guard let setting = experiment.settings.first(where: { $0.name == axis.name }) else {
            throw SettingError.unknown(
              name: axis.name, experiments: [experiment.name], declared: experiment.settings.map(\.name))
          }
          return .init(
            name: axis.name, text: try axis.value(at: Self.fraction(seed, draw, axis.name), of: setting))
        })
      if seen.insert(point).inserted { points.append(point) }
      draw += 1
    }
    return points
  }

  private var combinations: Int {
    axes.reduce(1) { count, axis in
      guard case .list(let texts) = axis.values else { return Int.max }
      let product = count.multipliedReportingOverflow(by: texts.count)
      return product.overflow ? Int.max : product.partialValue
    }
  }

  /// A number from 0 up to 1 that depends on nothing but these.
  private static func fraction(_ seed: UInt64, _ draw: Int, _ name: String) -> Double {
    let digest = Digest.sha256(of: Array("\(seed) \(draw) \(name)".utf8))
    let bits = UInt64(digest.prefix(16), radix: 16) ?? 0
    return Double(bits >> 11) / Double(UInt64(1) << 53)
  }
}
