import Laboratory

/// The plane of the first two principal components of codes: where the codes lie in it, and grids of it to decode.
///
/// A grid is square and comes row by row from the top, where the second coordinate is largest. The source, C. Ollion's
/// notebook “Going further with VAEs”, draws its grid as if the codes lay around the origin and spread by one.
struct CodePlane {
  let components: PrincipalComponents
  /// The codes' coordinates along the first component, and along the second.
  let x, y: [Double]

  /// The plane of codes, count × units: at least two of each.
  init(of codes: Tensor) throws {
    components = try PrincipalComponents(of: codes.doubles, dimension: codes.shape[1])
    let coordinates = components.transform(codes.doubles), count = components.count
    x = stride(from: 0, to: coordinates.count, by: count).map { coordinates[$0] }
    y = stride(from: 1, to: coordinates.count, by: count).map { coordinates[$0] }
  }

  /// The codes' standard deviation along the first component, and along the second.
  var spreads: [Double] { components.explainedVariance.prefix(2).map { $0.squareRoot() } }

  /// How far the codes' mean lies from the origin.
  var meanDistance: Double { components.mean.map { $0 * $0 }.reduce(0, +).squareRoot() }

  /// The codes at a grid of these numbers of standard deviations from the mean: m + a₁ √λ₁ v₁ + a₂ √λ₂ v₂.
  func grid(at places: [Double]) -> Tensor {
    grid(places) { right, up in components.sample(atStandardDeviations: [right, up]) }
  }

  /// The codes at the source's grid: a₁ v₁ + a₂ v₂.
  func sourceGrid(at places: [Double]) -> Tensor {
    grid(places) { right, up in zip(components.components[0], components.components[1]).map { right * $0 + up * $1 } }
  }

  /// The percentage of the codes that, seen in the plane, lie within so many standard deviations of their mean along both
  /// components.
  func coverage(within reach: Double) -> Double { coverage(center: [0, 0], halfWidths: spreads.map { reach * $0 }) }

  /// The percentage of the codes that, seen in the plane, lie within the source's grid.
  func sourceCoverage(within reach: Double) -> Double {
    let origin = components.transform(components.mean.map { _ in 0 })
    return coverage(center: origin, halfWidths: [reach, reach])
  }

  /// The codes in the plane, in standard deviations from their mean, and the edges of a grid that reaches so far along either
  /// component: of `grid(at:)`, or of the source's.
  func figure(categories: [UInt8], names: [String], edges reach: Double, ofSource: Bool) -> Figure {
    let explained = components.explainedVarianceRatio.map { Int(($0 * 100).rounded()) }
    let origin = components.transform(components.mean.map { _ in 0 })
    func edges(_ component: Int) -> [Double] {
      [-reach, reach].map { ofSource ? (origin[component] + $0) / spreads[component] : $0 }
    }
    let codes = Mark.points(
      x.map { $0 / spreads[0] }, y.map { $0 / spreads[1] }, categories: categories, names: names)
    return Figure(
      [codes] + edges(0).map { .verticalLine(at: $0) } + edges(1).map { .horizontalLine(at: $0) },
      x: Axis("first component (\(explained[0])% of the variance), standard deviations"),
      y: Axis("second component (\(explained[1])%), standard deviations"), equalAspect: true,
      size: Size(width: 640, height: 520))
  }

  private func grid(_ places: [Double], _ code: (_ right: Double, _ up: Double) -> [Double]) -> Tensor {
    let codes = places.reversed().flatMap { up in places.flatMap { right in code(right, up).map(Float.init) } }
    return Tensor(codes, shape: [places.count * places.count, components.dimension])
  }

  private func coverage(center: [Double], halfWidths: [Double]) -> Double {
    let covered = zip(x, y).count { abs($0 - center[0]) <= halfWidths[0] && abs($1 - center[1]) <= halfWidths[1] }
    return 100 * Double(covered) / Double(x.count)
  }
}

extension Notebook {
  /// Keeps a figure of the first of several trainings' planes, with the noise of all of them.
  func measure(
    _ name: String, of planes: [CodePlane], unit: String = "", format: NumberFormat, file: String = #filePath,
    line: UInt = #line, _ value: (CodePlane) -> Double
  ) throws {
    try measure(
      name, value(planes[0]), unit: unit, tolerance: .noise(of: planes.map(value)), format: format, file: file,
      line: line)
  }
}
