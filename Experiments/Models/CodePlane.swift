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

  private func grid(_ places: [Double], _ code: (_ right: Double, _ up: Double) -> [Double]) -> Tensor {
    let codes = places.reversed().flatMap { up in places.flatMap { right in code(right, up).map(Float.init) } }
    return Tensor(codes, shape: [places.count * places.count, components.dimension])
  }

  private func coverage(center: [Double], halfWidths: [Double]) -> Double {
    let covered = zip(x, y).count { abs($0 - center[0]) <= halfWidths[0] && abs($1 - center[1]) <= halfWidths[1] }
    return 100 * Double(covered) / Double(x.count)
  }
}
