import Laboratory

/// A density of the plane that can be drawn from and is known exactly.
struct PlaneDensity {
  let name: String
  /// −E log p(x) in nats: what a point costs at least.
  let entropy: Double
  /// Points, count × 2.
  let sample: (_ count: Int, _ random: Random) -> Tensor
  /// log p(x) of points, x and y in turn; −∞ where there is nothing.
  let logDensity: ([Double]) -> [Double]

  /// The eight modes on a ring.
  static var eightGaussians: PlaneDensity {
    let density = EightGaussians()
    return PlaneDensity(
      name: "eight Gaussians", entropy: density.entropy, sample: { density.sample($0, using: $1).points },
      logDensity: { density.logDensity(at: $0) })
  }

  /// Five thin arms, twisted. Each is a Gaussian of deviations 0.9 along it and 0.15 across, its centre 3 from the origin; then each
  /// point is turned about the origin by 0.6 radian for each unit of its distance. A twist changes no area, so that the density of a
  /// point is that of its place before, and the entropy that of the straight arms.
  static var twistedArms: PlaneDensity {
    let along = 0.9, across = 0.15, distance = 3.0, turn = 0.6
    func turned(_ x: Double, _ y: Double, _ angle: Double) -> (Double, Double) {
      (cos(angle) * x - sin(angle) * y, sin(angle) * x + cos(angle) * y)
    }
    func straight(_ x: Double, _ y: Double) -> Double {
      let terms = (0..<5).map { arm in
        let (u, v) = turned(x, y, -Double(arm) * 2 * .pi / 5)
        return -0.5 * ((u - distance) * (u - distance) / (along * along) + v * v / (across * across))
      }
      let greatest = terms.max()!
      return greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) }) - log(5 * 2 * .pi * along * across)
    }
    // All arms are alike: a sum over a lattice about one, exact to rounding.
    let steps = (-72...72).map { Double($0) / 8 }
    let entropy = steps.reduce(0.0) { sum, u in
      steps.reduce(sum) { sum, v in
        sum - exp(-0.5 * (u * u + v * v)) / (64 * 2 * .pi) * straight(distance + along * u, across * v)
      }
    }
    return PlaneDensity(
      name: "twisted arms", entropy: entropy,
      sample: { count, random in
        let arms: [Int] = .integers(in: 0..<5, count: count, using: random["arms"])
        let noise = Tensor.normal([count, 2], using: random["noise"]).doubles
        let points = (0..<count).flatMap { index -> [Float] in
          let u = distance + along * noise[2 * index], v = across * noise[2 * index + 1]
          let (x, y) = turned(u, v, Double(arms[index]) * 2 * .pi / 5 + turn * hypot(u, v))
          return [Float(x), Float(y)]
        }
        return Tensor(points, shape: [count, 2])
      },
      logDensity: { points in
        stride(from: 0, to: points.count, by: 2).map { index in
          let (x, y) = turned(points[index], points[index + 1], -turn * hypot(points[index], points[index + 1]))
          return straight(x, y)
        }
      })
  }

  /// Eight of the sixteen squares of a board from −4 to 4, evenly: the density jumps at each edge. The entropy is the logarithm of
  /// their area.
  static var checkerboard: PlaneDensity {
    PlaneDensity(
      name: "checkerboard", entropy: log(32),
      sample: { count, random in
        let squares: [Int] = .integers(in: 0..<8, count: count, using: random["squares"])
        let places = Tensor.uniform([count, 2], using: random["places"]).elements
        let points = (0..<count).flatMap { index -> [Float] in
          let row = squares[index] / 2, column = 2 * (squares[index] % 2) + row % 2
          return [Float(2 * column - 4) + 2 * places[2 * index], Float(2 * row - 4) + 2 * places[2 * index + 1]]
        }
        return Tensor(points, shape: [count, 2])
      },
      logDensity: { points in
        stride(from: 0, to: points.count, by: 2).map { index in
          let column = Int(((points[index] + 4) / 2).rounded(.down)),
            row = Int(((points[index + 1] + 4) / 2).rounded(.down))
          return (0..<4).contains(column) && (0..<4).contains(row) && (column + row) % 2 == 0 ? -log(32) : -.infinity
        }
      })
  }
}
