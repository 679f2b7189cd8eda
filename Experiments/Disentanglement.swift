import Laboratory

/*:
 # Disentanglement

 A β-VAE is said to find the factors that images are made of, one number of the code for each. Here they are known.

 {gaps}
*/
let disentanglement = Experiment(
  "disentanglement", title: "Disentanglement",
  summary: "Whether a number of a β-VAE's code stands for one factor of the images, measured on sprites.",
  settings: [
    Setting("beta", [1.0, 2.0, 4.0, 8.0], "weights of the KL term", limits: .atLeast(0)),
    Setting("repeats", 3, smoke: 2, paper: 10, "trainings at each β", limits: .between(2, 100)),
    Setting("steps", 6_000, smoke: 30, paper: 60_000, "optimiser steps of each training", limits: .between(1, 1_000_000)),
    Setting("batch-size", 64, "images in a step", limits: .between(1, 100_000)),
    Setting("learning-rate", 1e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting("maximum-gradient-norm", 1_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("hidden-size", 400, "units of each hidden layer", limits: .between(1, 4_096)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(2, 512)),
    Setting("angles", 10, smoke: 3, "angles of the sprites, from 0° to 90°", limits: .between(2, 91)),
    Setting("places", 12, smoke: 4, "places of the sprites along either axis", limits: .between(2, 64)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let angles: Int = try notebook["angles"], places: Int = try notebook["places"]
  let sprites = Sprites(
    angles: (0..<angles).map { 90 * Double($0) / Double(angles - 1) },
    places: (0..<places).map { 0.28 + 0.44 * Double($0) / Double(places - 1) })
  let batchSize: Int = try notebook["batch-size"], steps: Int = try notebook["steps"]
  let hiddenSize: Int = try notebook["hidden-size"], latentSize: Int = try notebook["latent-size"]
  let betas = try (notebook["beta"] as [Double]).sorted(), repeats: Int = try notebook["repeats"]
  let levels = sprites.factors.map(\.levels)
  let evaluated = sprites.images.batches(of: 1_000) { images, _ in images.scaled }
  let learningRate = try LearningRate.cosine(initial: notebook["learning-rate"], final: 0, over: steps)

  func trained(beta: Double, repeat number: Int) throws -> SpriteTraining {
    var vae = try VariationalAutoencoder.dense(
      .relu, hiddenSize: hiddenSize, latentSize: latentSize, initializer: .heNormal,
      using: notebook.random["initial weights"][number])
    vae.likelihood = .greyBernoulli
    var svi = SVI(
      vae, objective: EvidenceLowerBound(klWeight: .constant(Float(beta))), optimizer: Adam(learningRate),
      maximumGradientNorm: try notebook["maximum-gradient-norm"])
    let batches = Minibatches(
      of: batchSize, from: sprites.images, using: notebook.random["order of the images"][number])
    let name = "training at β = \(NumberFormat.shortest(beta)), \(number + 1) of \(repeats)"
    let log = try notebook.train(&svi, steps: steps, as: name) { svi, step in
      try svi.step(batches[step.index].scaled, using: notebook.random["training noise"][number][step.index])
    }
    return SpriteTraining(
      beta: beta, repeat: number, vae: vae, log: log,
      evaluation: try Evaluation(
        of: vae, on: evaluated, using: notebook.random["evaluation noise"], observer: notebook),
      gap: try MutualInformationGap(of: vae, on: evaluated, factors: levels))
  }
  let trainings = try betas.map { beta in
    SpriteTrainings(beta: beta, trainings: try (0..<repeats).map { try trained(beta: beta, repeat: $0) })
  }
  try notebook.measureGradientNorms(
    "training", of: trainings.flatMap { $0.trainings.map(\.log) }, clippedAbove: notebook["maximum-gradient-norm"])

  try notebook.show(
    Figure(
      .connectedPoints(betas, trainings.map(\.gap.mean), errors: trainings.map(\.gap.standardError)),
      x: Axis("β", scale: .log), y: "mutual information gap"), id: "gaps", caption: "x")
  try notebook.show(
    Table(
      columns: ["β", "distortion", "KL", "active", "MIG"] + sprites.factors.map(\.name),
      rows: trainings.map { at in
        let scores: [Table.Cell] = [
          .number(at.beta), .number(at.summary(\.evaluation.distortion.mean), .fixed(2)),
          .number(at.summary(\.evaluation.rate.mean), .fixed(2)),
          .number(at.summary { Double($0.evaluation.activeUnits) }, .fixed(1)), .number(at.gap, .fixed(3)),
        ]
        return scores + sprites.factors.indices.map { factor in
          .number(at.summary { $0.gap.gaps[factor].share }, .fixed(2))
        }
      }), id: "scores", caption: "x")
  for at in trainings {
    for training in at.trainings {
      let name = "\(at.beta)-\(training.repeat)".replacing(".", with: "-")
      try notebook.show(
        Figure(
          .heatMap(
            training.shares.joined().map { $0 }, rows: sprites.factors.map(\.name),
            columns: training.unitsByRate.map { "z\($0 + 1)" }, color: "share", cellFormat: .decimals(2))),
        id: "information-\(name)", caption: "\(at.beta) \(training.gap.mean)")
    }
    let values = (0..<11).map { -2.5 + 0.5 * Double($0) }
    let middle = sprites.images.selecting([sprites.index(ofLevels: [2, 2, angles / 2, places / 2, places / 2])]).scaled
    try notebook.show(
      ImageGrid(at.typical.traversals(from: middle, units: latentSize, values: values), columns: values.count),
      id: "traversals-\(Int(at.beta))", caption: "x")
  }
}
