import Laboratory

/// How far points lie from those centres of the eight Gaussians that are nearest to them.
struct ModeDistances {
  let name: String
  /// The root of the mean square along one axis, to be compared with a standard deviation.
  let spread: Double
  /// Per cent of the points within three standard deviations.
  let inside: Double
  /// How many modes the points cover.
  let modes: Int

  /// Of points, count × 2.
  init(_ name: String, of points: Tensor, from density: EightGaussians) {
    let values = points.doubles
    let distances = zip(density.nearestModes(of: values), 0...).map { mode, index -> Double in
      let centre = density.centres[mode]
      return hypot(values[2 * index] - centre.x, values[2 * index + 1] - centre.y)
    }
    self.name = name
    spread = (Summary(of: distances.map { $0 * $0 }).mean / 2).squareRoot()
    inside = 100 * Double(distances.count { $0 <= 3 * density.standardDeviation }) / Double(distances.count)
    modes = density.modesCovered(by: values)
  }

  /// A row of a table: the mean over several trainings, with its standard error; of one alone its numbers.
  static func cells(_ trainings: [ModeDistances]) -> [Table.Cell] {
    func cell(_ format: NumberFormat, _ value: (ModeDistances) -> Double) -> Table.Cell {
      .number(Summary(of: trainings.map(value)), format)
    }
    return [
      .text(trainings[0].name), cell(.fixed(2), \.spread), cell(.fixed(1), \.inside),
      cell(.fixed(1)) { Double($0.modes) },
    ]
  }
}

/// The same of what a model makes of codes: of the decoder's means, and of draws.
struct DecodedDistances {
  let means: ModeDistances
  let draws: ModeDistances

  /// Of a model's points of codes, count × 2.
  init(_ name: String, of vae: PlaneVAE, at codes: Tensor, from density: EightGaussians, using random: Random) {
    let points = vae.points(of: codes)
    means = ModeDistances("\(name): f(z)", of: points.mean.value, from: density)
    draws = ModeDistances("\(name): draws of x", of: points.sample(using: random), from: density)
  }
}

extension Tensor {
  /// Of points, count × 2, how many per cent lie nearest to the middle of those of their own category; the categories
  /// are 0..<count, none of them without points.
  func percentNearestToOwnMiddle(_ categories: [Int], of count: Int) -> Double {
    let middles = (0..<count).map { category in
      gathered(categories.indices.filter { categories[$0] == category }).mean(along: [0]).doubles
    }
    let nearest = zip(coordinate(0), coordinate(1)).map { x, y in
      let distances = middles.map { hypot(Double(x) - $0[0], Double(y) - $0[1]) }
      return distances.indices.min { distances[$0] < distances[$1] }!
    }
    return 100 * Double(zip(nearest, categories).count { $0 == $1 }) / Double(categories.count)
  }
}
