import Laboratory

/// Trainings on points and on images that one report compares, the VAE first in each.
struct BoundComparison {
  /// The VAE, the IWAEs by rising k, and the VAE with as much computation as the last of them.
  let toys: [Repeated<PlaneVAE>]
  /// The VAE and the IWAE.
  let images: [Repeated<VariationalAutoencoder>]
  /// What was looked at while those were trained.
  let course: TrainingCourse
  /// How many times as much a step of the IWAE of images computes.
  let computation: Double

  private var imageVAE: Repeated<VariationalAutoencoder> { images[0] }
  private var imageIWAE: Repeated<VariationalAutoencoder> { images[1] }
  private var costAxis: Axis { Axis("−Lₖ", unit: "nats an image") }

  /// What the images cost after as much computation by the IWAE as that of the VAE's whole training, seed by seed.
  var earlyCosts: [Double] { imageIWAE.trainings.map { $0.log["early cost"][0] } }

  /// How many active units more the IWAE of images has than the VAE after so many tenths of the steps, in the mean.
  func unitsLead(after tenths: Int) -> Double {
    let counts = images.map { $0.summary { $0.log["active units"][tenths - 1] }.mean }
    return counts[1] - counts[0]
  }
  /// How many units more it uses in the end.
  var usedUnitsLead: Double {
    let counts = images.map { $0.summary { $0.log["units in use"].last! }.mean }
    return counts[1] - counts[0]
  }

  /// The loss that each kind lowers.
  var losses: Panels {
    Panels([
      Figure(lossesOf: toys, title: "Eight Gaussians"),
      Figure(lossesOf: images, title: "Fashion-MNIST"),
    ])
  }

  /// The bounds of the first trainings.
  func ladders(entropy: Double) -> Panels {
    Panels([
      Figure(
        costsOf: toys.map(\.shown), and: [.horizontalLine(at: entropy, name: "entropy")], from: entropy - 0.1,
        unit: "nats a point", title: "Eight Gaussians"),
      Figure(
        costsAboveFirstOf: images.map(\.shown), "−Lₖ above the VAE's", unit: "nats",
        title: "Fashion-MNIST"),
    ])
  }

  /// What test images cost as the trainings go on, over their steps and over their computation.
  var courses: Panels {
    Panels(
      [
        Figure(images.map { $0.course(course) }, x: "steps", y: costAxis, title: "Equal steps"),
        Figure(
          [imageVAE.course(course), imageIWAE.course(course, computation: computation)],
          x: Axis(
            "computation, in steps of the VAE", limits: 0...Double(imageVAE.schedule.steps)), y: costAxis,
          title: "Equal computation"),
      ], sharing: [.y, .legend])
  }
}

extension Panels {
  /// What the first training of each kind makes of the plane, as log-densities.
  init(densitiesOf kinds: [Repeated<PlaneVAE>], on raster: PlaneRaster, latticeSide: Int) {
    self.init(
      kinds.map { raster.figure(ofLogDensityBy: $0.shown.model, latticeSide: latticeSide, title: $0.name) },
      columns: min(kinds.count, 4), sharing: [.colorBar, .y], letters: false)
  }
}

extension Notebook {
  /// Keeps the differences, seed by seed, that the comparison is about, and what they are differences of.
  func measure(
    _ comparison: BoundComparison, doubly: Repeated<VariationalAutoencoder>, file: String = #filePath,
    line: UInt = #line
  ) throws {
    let toys = comparison.toys, vae = toys[0], iwae = toys[toys.count - 2], even = toys[toys.count - 1]
    let images = comparison.images, early = comparison.earlyCosts
    for (name, digits, difference) in [
      ("toy-gain", 2, iwae.gain(over: vae)), ("toy-even-gain", 3, iwae.gain(over: even)),
      ("image-gain", 1, images[1].gain(over: images[0])),
      ("image-even-gain", 1, PairedDifference(of: images[0].costs, less: early)),
      ("doubly-gain", 1, PairedDifference(of: early, less: doubly.costs)),
    ] {
      try measure(name, difference, unit: "nats", format: .fixed(digits), file: file, line: line)
    }
    for (name, digits, values) in [
      ("toy-cost-1", 2, vae.costs), ("toy-cost-last", 2, iwae.costs), ("toy-cost-even", 2, even.costs),
      ("toy-bound-1", 1, vae.values(\.looseCost)), ("toy-bound-last", 1, iwae.values(\.looseCost)),
      ("image-cost-1", 1, images[0].costs), ("image-cost-last", 1, images[1].costs),
    ] {
      try measure(name, meanOf: values, unit: "nats", format: .fixed(digits), file: file, line: line)
    }
    try measure("early-steps", comparison.course.early, file: file, line: line)
    try measure("course-draws", comparison.course.draws, file: file, line: line)
    try measure(
      "image-computation", comparison.computation, unit: "times that", format: .fixed(1), file: file, line: line)
    try measureGradientNorms(
      "toy", of: toys.flatMap { $0.trainings.map(\.log) }, clippedAbove: LearningTask.maximumNormOfPoints, file: file,
      line: line)
    try measureGradientNorms(
      "image", of: images.flatMap { $0.trainings.map(\.log) }, clippedAbove: LearningTask.maximumNormOfImages,
      file: file, line: line)
  }
}
