import Autodiff
import Datasets
import Distributions
import Figures
import Foundation
import Inference
import NeuralNetworks
import Notebooks
import Statistics
import Tensors

/*:
 # Importance-weighted autoencoders

 A variational autoencoder is trained on a bound that a single draw of the code gives; with $k$ draws the bound is tighter,
 and what is trained on it fits better. On eight Gaussians, which need {entropy} a point, the cost falls from {toy-cost-1} for
 the VAE to {toy-cost-last} with $k$ = {largest-k}; on binary pictures of clothes from {image-cost-1} to {image-cost-last} an
 image. The price is paid by the encoder, whose gradient drowns in noise as $k$ grows, unless it is estimated otherwise.

 {ladders}

 ## The question

 Whatever the guide $q_\phi(z \mid x)$, the weight $w = p_\theta(x, z) / q_\phi(z \mid x)$ of a draw has the mean
 $p_\theta(x)$. So by Jensen's inequality, for independent draws $z_1, \dots, z_k$,

 $$L_k = \mathbb{E} \log \frac{1}{k} \sum_{i=1}^k w_i \;\le\; \log p_\theta(x), \qquad L_1 \le L_2 \le \dots \to \log
 p_\theta(x)$$

 (Burda et al. 2016). $L_1$ is the bound that a VAE maximises, and an importance-weighted autoencoder (IWAE) is the same
 network trained on $L_k$. Its gradient weights each draw by its share,

 $$\nabla L_k = \mathbb{E} \sum_i \tilde w_i \nabla \log w_i, \qquad \tilde w_i = \frac{w_i}{\sum_j w_j}, \qquad
 \log w_i = \log p_\theta(x \mid z_i) + \log p(z_i) - \log q_\phi(z_i \mid x).$$

 Where the guide is poor, $L_1$ makes the *model* worse, until its posterior is one that the guide can follow. $L_k$ asks less
 of the guide: one good draw among $k$ will do. Does that help, where, and what does it cost?

 The last section takes apart the loss of the notebook that this report follows, C. Ollion's “Going further with VAEs”, which
 looks like this one and is no bound.
*/
let iwae = Experiment(
  "iwae", title: "Importance-weighted autoencoders",
  summary: "Tighter bounds make better models, and a noisier encoder gradient: VAE against IWAE.",
  settings: [
    Setting(
      "particles", [5, 10, 50], smoke: [5], "draws k of the bounds to train on, beside the VAE's one",
      limits: .between(2, 1_000)),
    Setting("faithful", false, "train on the source's loss in place of every L_k with k > 1 on the eight Gaussians"),
  ]
    + Setting.group(
      "Eight Gaussians",
      [
        Setting(
          "toy-steps", 2_500, smoke: 30, paper: 10_000, "optimiser steps on the eight Gaussians", limits: .atLeast(10)),
        Setting("toy-batch-size", 32, paper: 128, "new points in each of these steps", limits: .atLeast(2)),
        Setting(
          "toy-learning-rate", 1e-3, "Adam's learning rate at the first of them; it falls to 0", limits: .above(0)),
        Setting("toy-test-points", 500, smoke: 50, paper: 1_000, "held-out points", limits: .between(20, 100_000)),
        Setting(
          "toy-rungs", [1, 5, 50, 2_000], smoke: [1, 5, 50], "draws k of the bounds to score them with",
          limits: .atLeast(1)),
        Setting(
          "long-toy-steps", 10_000, smoke: 20, "steps of the longer training on the eight Gaussians",
          limits: .atLeast(10)),
        Setting("source-steps", 1_000, smoke: 20, "optimiser steps with the source's loss", limits: .atLeast(10)),
        Setting("raster", 80, smoke: 30, "cells along each side of the density pictures", limits: .between(10, 500)),
        Setting(
          "lattice", 301, smoke: 61, "codes along each side of the lattice that log p(x) is summed over",
          limits: .between(21, 1_001)),
      ])
    + Setting.group(
      "Images",
      [
        Setting("image-steps", 1_800, smoke: 12, paper: 12_000, "optimiser steps on the images", limits: .atLeast(10)),
        Setting("image-batch-size", 100, smoke: 50, "images in each of these steps", limits: .between(2, 60_000)),
        Setting(
          "image-learning-rate", 1e-3, "Adam's learning rate at the first of them; it falls to 0", limits: .above(0)),
        Setting("test-images", 1_000, smoke: 100, "test images", limits: .between(50, 10_000)),
        Setting(
          "image-rungs", [1, 5, 50, 500], smoke: [1, 5, 50], "draws k of the bounds to score them with",
          limits: .atLeast(1)),
        Setting(
          "long-image-steps", 12_000, smoke: 12, "steps of the longer trainings on the images", limits: .atLeast(10)),
      ])
    + Setting.group(
      "Gradients",
      [
        Setting(
          "gradients", 1_000, smoke: 100, paper: 5_000, "gradients that a ratio of signal to noise rests on",
          limits: .atLeast(10)),
        Setting(
          "gradient-particles", [1, 4, 16, 64], smoke: [1, 4, 16],
          "draws k of the bounds they are gradients of",
          limits: .between(1, 10_000)),
      ]), run: essay)

private func essay(_ notebook: Notebook) throws {
  let random = notebook.random
  let particles = [1] + Set(try notebook["particles"] as [Int]).sorted()
  let isFaithful: Bool = try notebook["faithful"]
  func name(_ k: Int) -> String { k == 1 ? "VAE" : "IWAE-\(k)" }

  /*:
   ## Eight Gaussians

   The density of [eight-gaussians](../eight-gaussians/README.md), where the truth is known, and the network of that
   experiment ([PlaneVAE.swift](../../Experiments/Models/PlaneVAE.swift)) with a learned σ. Every $k$ gets the same initial
   weights, the same points and {toy-steps} optimiser steps; $k = 1$ is the VAE, with the KL term in closed form.
  */
  let density = EightGaussians()
  let toySteps: Int = try notebook["toy-steps"], toyBatchSize: Int = try notebook["toy-batch-size"]
  let toyRate = try LearningRate.cosine(initial: notebook["toy-learning-rate"], final: 0, over: toySteps)
  func objective(_ k: Int) -> any Objective { k == 1 ? EvidenceLowerBound() : ImportanceWeightedBound(particles: k) }

  /// Trains a VAE of the plane on new points; the losses are those of a point.
  func train(
    _ vae: PlaneVAE, on objective: any Objective, steps: Int, rate: LearningRate, batchSize: Int, as name: String
  ) throws -> [Double] {
    var svi = SVI(vae, objective: objective, optimizer: Adam(rate), maximumGradientNorm: 10)
    let log = try notebook.train(&svi, steps: steps, as: "training \(name)") { svi, step in
      let noise = random["noise of the points"][step.index]
      return try svi.step(density.sample(batchSize, using: noise["points"]).points, using: noise)
    }
    return log.losses
  }

  // The source's loss comes with the source's model: no decoder, and a σ² of ½, which makes a squared error of −log p.
  let sourceDeviation = PlaneVAE.Deviation.fixed(0.5.squareRoot())
  let toys = try particles.map { k in
    let isSource = isFaithful && k > 1
    let vae = try PlaneVAE(
      deviation: isSource ? sourceDeviation : .learned, hasDecoder: !isSource, using: random["weights for points"])
    let losses = try train(
      vae, on: isSource ? SourceImportanceLoss(particles: k) : objective(k), steps: toySteps, rate: toyRate,
      batchSize: toyBatchSize, as: "\(name(k)) on points")
    return (name: name(k), vae: vae, losses: losses)
  }

  //: Then each model is scored by a ladder of bounds on the same held-out points.
  let toyTest = density.sample(try notebook["toy-test-points"], using: random["held-out points"]).points
  let toyRungs = (try notebook["toy-rungs"] as [Int]).sorted()
  func scored(_ vae: PlaneVAE, _ name: String) throws -> BoundLadder {
    let batches = stride(from: 0, to: toyTest.shape[0], by: 250).map {
      toyTest.slice($0..<min($0 + 250, toyTest.shape[0]), along: 0)
    }
    return try BoundLadder(
      of: vae, on: batches, rungs: toyRungs, using: random["noise of the toy's ladder"],
      as: "the bounds of \(name) on points", observer: notebook)
  }
  func cells(_ ladder: BoundLadder, _ format: NumberFormat) -> [Table.Cell] {
    ladder.rungs.map { .number($0.cost.mean, standardError: $0.cost.standardError, format) }
  }
  let toyLadders = try toys.map { try scored($0.vae, $0.name) }
  let exact = Summary(of: density.logDensity(at: toyTest.doubles).map { -$0 })
  let guideDeviations = toys.map { Summary(of: $0.vae.posterior(of: toyTest).standardDeviation.value.doubles).mean }
  try notebook.show(
    Table(
      columns: ["trained as", "σ", "mean deviation of q"] + toyRungs.map { "$-L_{\($0)}$" },
      rows: zip(toys, zip(guideDeviations, toyLadders)).map { toy, scores in
        [.text(toy.name), .number(toy.vae.deviation, .fixed(3)), .number(scores.0, .fixed(3))]
          + cells(scores.1, .fixed(3))
      }),
    id: "toy-costs",
    caption:
      "Nats a point over {toy-test-points} held-out points, mean ± standard error; the density itself costs {exact-cost}."
  )
  //: hide
  try notebook.measure("entropy", density.entropy, unit: "nats", format: .fixed(3))
  try notebook.measure("exact-cost", exact.mean, unit: "nats", format: .fixed(3))
  try notebook.measure("largest-k", particles.last!)
  try notebook.measure("toy-cost-1", toyLadders[0].rungs.last!.cost.mean, unit: "nats", format: .fixed(2))
  try notebook.measure("toy-cost-last", toyLadders.last!.rungs.last!.cost.mean, unit: "nats", format: .fixed(2))
  try notebook.measure("toy-bound-1", toyLadders[0].rungs[0].cost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("toy-bound-last", toyLadders.last!.rungs[0].cost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("toy-guide-1", guideDeviations[0], format: .fixed(2))
  try notebook.measure("toy-guide-last", guideDeviations.last!, format: .fixed(2))

  /*:
   Read the last column: there each row is close to what the model costs. By the first column one would choose otherwise:
   $-L_1$ moves from {toy-bound-1} for the VAE to {toy-bound-last} for $k$ = {largest-k}. The guide of an IWAE is a proposal,
   of which one draw in many has to be good; the mean standard deviation of its codes is {toy-guide-last}, where the VAE's is
   {toy-guide-1}. $L_1$ must not rank models that were trained on other bounds.
  */
  let toyIsTrained = toySteps >= 2_000 && !isFaithful
  func rise(_ upper: BoundLadder, above lower: BoundLadder) -> Summary {
    upper.rungs.last!.rise(above: lower.rungs.last!)
  }
  notebook.claim(
    "On the points no bound lies below one of fewer draws by more than three standard errors, for any model.",
    toyLadders.allSatisfy { $0.rises(within: 3) })
  if toyIsTrained {
    notebook.claim(
      "On the points every IWAE costs less than the VAE, by more than three standard errors of the difference.",
      toyLadders.dropFirst().allSatisfy {
        let difference = rise($0, above: toyLadders[0])
        return difference.mean > 3 * difference.standardError
      })
    notebook.claim(
      "By L₁ alone, the VAE would win.",
      toyLadders.dropFirst().allSatisfy { $0.rungs[0].bound.mean < toyLadders[0].rungs[0].bound.mean })
  }

  //: What the models make of the plane, as log-densities; each is a sum over a lattice of codes, without the guide:
  let latticeSide: Int = try notebook["lattice"]
  let raster = PlaneRaster(side: try notebook["raster"])
  try notebook.show(
    Panels(
      toys.map {
        raster.figure(
          $0.vae.logEvidence(of: raster.points, latticeSide: latticeSide), title: $0.name,
          color: Axis("log-density", unit: "nats", limits: -10 ... -0.5))
      }, columns: min(particles.count, 4), sharing: [.colorBar, .y], letters: false),
    id: "densities",
    caption: "log p(x) of each model; −10 stands for everything below it. The data are eight spots and nothing else.")

  /*:
   ## Pictures of clothes

   Fashion-MNIST, with every pixel drawn anew as black or white, with its grey value as the probability, whenever an image is
   used. The network is that of Burda et al. (2016), one layer: 200-200-50 tanh units and back
   ([BinaryImageVAE.swift](../../Experiments/Models/BinaryImageVAE.swift)). Again every $k$ gets the same initial weights, the
   same binary images and {image-steps} steps. The largest $k$ is trained a second time, on the same bound but with the doubly
   reparameterized gradient (DReG) of the section after this one.
  */
  let data = try notebook.fashionMNIST()
  let imageSteps: Int = try notebook["image-steps"], imageBatchSize: Int = try notebook["image-batch-size"]
  func binary(_ images: LabelledImages, _ noise: Random) -> Tensor {
    images.binarized(using: noise).reshaped(to: [images.count, -1])
  }
  try notebook.show(
    ImageGrid(
      GrayImage.images(binary(data.train.prefix(20), random["picture"])), columns: 10),
    id: "images", caption: "Twenty training images, as one step may see them.")

  let imageRate = Float(try notebook["image-learning-rate"] as Double)
  func trainImages(
    _ objective: any Objective, steps: Int, rate: LearningRate, as name: String
  ) throws -> (vae: VariationalAutoencoder, losses: [Double]) {
    let vae = try VariationalAutoencoder.ofBinaryImages(using: random["weights for images"])
    var svi = SVI(vae, objective: objective, optimizer: Adam(rate))
    let batches = Minibatches(of: imageBatchSize, from: data.train, using: random["order of the images"])
    let curves = try notebook.train(&svi, steps: steps, as: "training \(name) on images") { svi, step in
      let noise = random["noise of the images"][step.index]
      let images = binary(batches[step.index], noise)
      return try svi.step(images, using: noise)
    }
    return (vae, curves.losses)
  }
  var trainings = particles.map { (name: name($0), objective: objective($0)) }
  let doublyReparameterized = ImportanceWeightedBound(
    particles: particles.last!, guideGradient: .doublyReparameterized)
  trainings.append((name: "\(name(particles.last!)), DReG", objective: doublyReparameterized))
  let pictures = try trainings.map { training in
    let (vae, losses) = try trainImages(
      training.objective, steps: imageSteps, rate: .cosine(initial: imageRate, final: 0, over: imageSteps),
      as: training.name)
    return (name: training.name, vae: vae, losses: losses)
  }
  let names = pictures.map(\.name)
  try notebook.show(
    Panels(
      [
        Figure(
          toys.map { .smoothedLine($0.losses, name: $0.name) }, x: "step",
          y: Axis("loss", unit: "nats", scale: .log),
          title: "Eight Gaussians"),
        Figure(
          pictures.map { .smoothedLine($0.losses, name: $0.name) }, x: "step",
          y: Axis("loss", unit: "nats", scale: .log), title: "Fashion-MNIST"),
      ]), id: "loss",
    caption: "The loss that each training lowers, −L_k of its own k: curves of different k do not compare.")

  //: Scored on test images, binarised once:
  let test = data.test.prefix(try notebook["test-images"])
  let testNoise = random["noise of the test images"]
  let testBatches = test.batches(of: 100) { binary($0, testNoise[$1]) }
  let imageRungs = (try notebook["image-rungs"] as [Int]).sorted()
  func scored(_ vae: VariationalAutoencoder, _ name: String) throws -> BoundLadder {
    try BoundLadder(
      of: vae, on: testBatches, rungs: imageRungs, using: testNoise["ladder"], as: "the bounds of \(name) on images",
      observer: notebook)
  }
  let imageLadders = try pictures.map { try scored($0.vae, $0.name) }
  let evaluations = try pictures.map { picture in
    try Evaluation(of: picture.vae, on: testBatches, using: testNoise["codes"])
  }
  try notebook.show(
    Table(
      columns: ["trained as"] + imageRungs.map { "$-L_{\($0)}$" } + ["better than the VAE by", "KL", "active units"],
      rows: pictures.indices.map { index in
        let difference = rise(imageLadders[index], above: imageLadders[0])
        return [.text(names[index])] + cells(imageLadders[index], .fixed(2))
          + [
            index == 0 ? "" : .number(difference.mean, standardError: difference.standardError, .fixed(2)),
            .number(Summary(of: evaluations[index].rates).mean, .fixed(2)), .number(evaluations[index].activeUnits),
          ]
      }),
    id: "image-costs",
    caption:
      "Nats an image over {test-images} test images, mean ± standard error over the images; the difference, at the last bound, "
      + "is of the same images. A unit of the code is active where its mean varies by more than 0.01.")
  //: hide
  try notebook.measure("image-cost-1", imageLadders[0].rungs.last!.cost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure(
    "image-cost-last", imageLadders[particles.count - 1].rungs.last!.cost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("image-bound-1", imageLadders[0].rungs[0].cost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure(
    "image-bound-last", imageLadders[particles.count - 1].rungs[0].cost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("active-1", evaluations[0].activeUnits)
  try notebook.measure("active-last", evaluations[particles.count - 1].activeUnits)
  let best = imageLadders[0].rungs.last!
  let excesses = imageLadders.map { $0.rungs.map { -$0.rise(above: best).mean } }
  // Models trained on bounds of many draws have first bounds far above all that is to be compared here.
  let excessLimits = excesses.joined().min()! - 1...2 * excesses[0][0] + 2
  try notebook.show(
    Panels([
      Figure(
        zip(toys, toyLadders).map { toy, ladder in
          .connectedPoints(
            ladder.rungs.map(\.particles), ladder.rungs.map(\.cost.mean),
            errors: ladder.rungs.map(\.cost.standardError),
            name: toy.name)
        } + [.horizontalLine(at: density.entropy, name: "entropy")],
        x: Axis("draws k", scale: .log), y: Axis("−Lₖ", unit: "nats a point", scale: .log), title: "Eight Gaussians"),
      Figure(
        zip(names, imageLadders).map { name, ladder in
          let rises = ladder.rungs.map { $0.rise(above: best) }
          return .connectedPoints(
            ladder.rungs.map(\.particles), rises.map { -$0.mean }, errors: rises.map(\.standardError), name: name)
        }, x: Axis("draws k", scale: .log),
        y: Axis("−Lₖ above the VAE's last", unit: "nats an image", limits: excessLimits),
        title: "Fashion-MNIST"),
    ]),
    id: "ladders",
    caption:
      "The cost of held-out data by the bound of k draws, for models trained on the bound of one draw (VAE) or of several, "
      + "with standard errors; on the images, over that of the VAE with most draws for the same image, and cut off above. Lower "
      + "is better, and only the right ends compare the models.")
  try notebook.show(
    Figure(
      [0, particles.count - 1].map { index in
        .bars(
          evaluations[index].rateByUnit.sorted(by: >).prefix(16), labels: (1...16).map(String.init), name: names[index])
      }, x: "unit of the code, by decreasing KL", y: Axis("KL", unit: "nats")),
    id: "kl-by-unit", caption: "What the sixteen costliest of the fifty units of the code cost on the test images.")

  /*:
   The cost falls from {image-cost-1} for the VAE to {image-cost-last} for $k$ = {largest-k}; by $L_1$ it would go from
   {image-bound-1} to {image-bound-last}. Of fifty units {active-1} and {active-last} are active.
  */
  notebook.claim(
    "On the images no bound lies below one of fewer draws by more than three standard errors, for any model.",
    imageLadders.allSatisfy { $0.rises(within: 3) })
  if imageSteps * imageBatchSize >= 2 * data.train.count {
    let differences = imageLadders[1..<particles.count].map { rise($0, above: imageLadders[0]) }
    notebook.claim(
      "On the images every IWAE costs less than the VAE, by more than three standard errors of the difference.",
      differences.allSatisfy { $0.mean > 3 * $0.standardError })
  }

  /*:
   ### Trained longer

   Does the advantage last, or do tighter bounds only train faster? The numbers of another implementation, in JAX, help to
   tell: an IWAE with $k = 10$ on the points, trained as long as the VAE of [eight-gaussians](../eight-gaussians/README.md),
   for {long-toy-steps} steps of 128 points; and on the images the VAE and an IWAE with $k = 5$, for {long-image-steps} steps
   at a learning rate that stays at {image-learning-rate}. Twenty epochs are 12,000 steps. Its random numbers are its own.
  */
  let longToySteps: Int = try notebook["long-toy-steps"], longImageSteps: Int = try notebook["long-image-steps"]
  let longToy = try PlaneVAE(using: random["weights for points"])
  _ = try train(
    longToy, on: objective(10), steps: longToySteps, rate: .cosine(initial: 3e-4, final: 0, over: longToySteps),
    batchSize: 128, as: "IWAE-10 on points for longer")
  let longImages = try [1, 5].map { k in
    try trainImages(
      objective(k), steps: longImageSteps, rate: .constant(imageRate), as: "\(name(k)) for longer"
    ).vae
  }
  let longToyLadder = try scored(longToy, "IWAE-10, trained longer,")
  let longImageLadders = try zip(longImages, ["the VAE", "IWAE-5"]).map { try scored($0, "\($1), trained longer,") }
  let longEvaluations = try longImages.map {
    try Evaluation(of: $0, on: testBatches, using: testNoise["codes"])
  }
  let published: [(costs: [Int: Double], activeUnits: Int?)] = [
    ([1: 65.6, 5: 2.70, 50: 1.97, 2_000: 1.95], nil), ([1: 242.8, 5: 240.9, 50: 239.9, 500: 239.5], 8),
    ([1: 244.8, 5: 240.5, 50: 238.8, 500: 238.3], 9),
  ]
  func beside(_ ladder: BoundLadder, _ known: [Int: Double], name: String, _ format: NumberFormat) -> [[Table.Cell]] {
    [
      [.text("\(name), here")] + cells(ladder, format),
      [.text("\(name), in JAX")] + ladder.rungs.map { rung in known[rung.particles].map { .number($0, format) } ?? "" },
    ]
  }
  func columns(_ rungs: [Int]) -> [String] { [""] + rungs.map { "$-L_{\($0)}$" } }
  try notebook.show(
    Table(
      columns: columns(toyRungs), rows: beside(longToyLadder, published[0].costs, name: "IWAE-10", .fixed(2))),
    id: "longer-on-points", caption: "Nats a point, after {long-toy-steps} steps here and 10,000 in JAX.")
  try notebook.show(
    Table(
      columns: columns(imageRungs) + ["active units"],
      rows: zip(["VAE", "IWAE-5"], longImageLadders.indices).flatMap { name, index in
        let rows = beside(longImageLadders[index], published[index + 1].costs, name: name, .fixed(1))
        let active = [longEvaluations[index].activeUnits, published[index + 1].activeUnits!]
        return zip(rows, active).map { $0 + [.number($1)] }
      }), id: "longer-on-images",
    caption:
      "Nats an image over {test-images} test images, after {long-image-steps} steps here and 12,000 in JAX.")
  //: hide
  let longGain = rise(longImageLadders[1], above: longImageLadders[0])
  try notebook.measure("long-toy-cost", longToyLadder.rungs.last!.cost.mean, unit: "nats", format: .fixed(2))
  try notebook.measure("long-gain", longGain.mean, unit: "nats", format: .fixed(2))
  try notebook.measure("long-gain-error", longGain.standardError, format: .fixed(2))

  /*:
   A point costs {long-toy-cost}. On the images $k = 5$ is still worth {long-gain}, with a standard error of {long-gain-error}.
  */
  notebook.claim(
    "After longer training, too, no bound lies below one of fewer draws by more than three standard errors.",
    ([longToyLadder] + longImageLadders).allSatisfy { $0.rises(within: 3) })
  // From seed to seed the last two rungs move by 0.05 nats on the points, and any rung by up to 0.8 on the images.
  func differs(_ ladder: BoundLadder, _ known: [Int: Double], from least: Int) -> Double {
    ladder.rungs.filter { $0.particles >= least }.map { abs($0.cost.mean - known[$0.particles]!) }.max()!
  }
  if longToySteps == 10_000, toyRungs == [1, 5, 50, 2_000] {
    notebook.claim(
      "On the points, after as many steps, the last two bounds lie within 0.15 nats of those of the training in JAX.",
      differs(longToyLadder, published[0].costs, from: 50) < 0.15)
  }
  if longImageSteps * imageBatchSize == 20 * data.train.count, imageRate == 1e-3, test.count == 1_000,
    imageRungs == [1, 5, 50, 500]
  {
    notebook.claim(
      "On the images, after twenty epochs, no bound lies more than 1.5 nats from that of the training in JAX.",
      zip(longImageLadders, published[1...]).allSatisfy { differs($0, $1.costs, from: 1) < 1.5 })
    notebook.claim(
      "After twenty epochs the IWAE costs less than the VAE, by more than three standard errors of the difference.",
      longGain.mean > 3 * longGain.standardError)
  }

  /*:
   ## What happens to the gradient

   Rainforth et al. (2018) asked how much the gradient of $L_k$ still knows: its mean over its standard deviation, the ratio of
   signal to noise. For the model's parameters it grows as $k^{1/2}$, but for the guide's it *falls* as $k^{-1/2}$: as the bound
   gets tight, it no longer depends on the guide, and the signal vanishes faster than the noise. Tucker et al. (2019) found
   that one part of that gradient, through the density of $q$, can be turned into one through the draws, which weights them by
   $\tilde w^2$: the doubly reparameterized gradient.

   Their toy has everything in closed form: $z \sim \mathcal{N}(\mu, I)$ and $x \sim \mathcal{N}(z, I)$ in twenty dimensions,
   with the guide $\mathcal{N}(b, \tfrac23 I)$ where the posterior is $\mathcal{N}((x + \mu)/2, \tfrac12 I)$
   ([LinearGaussianToy.swift](../../Experiments/Models/LinearGaussianToy.swift)). First the bound. At the posterior's mean
   the gap $\log p - L_1$ is $10\,(\tfrac13 - \log\tfrac43)$ or {exact-first-gap}, and for large $k$ it is $V/2k$ with the
   variance $V$ of $w/p(x)$, so that $k$ times the gap goes to $V/2$ or {exact-limit}.
  */
  let matched = LinearGaussianToy(shift: 0, using: random["linear-Gaussian toy"])
  let gradientCount: Int = try notebook["gradients"]
  let gapRungs = [1, 4, 16, 64, 256]
  let gapLadder = try BoundLadder(
    of: matched, on: (0..<10).map { _ in matched.repeated(gradientCount) }, rungs: gapRungs, minimumDraws: 1,
    using: random["gaps"])
  // With r = w̄/p(x), whose mean is 1, −log r and r − 1 − log r have the same mean, and the second far less variance.
  let gaps = gapLadder.rungs.map { rung in
    Summary(
      of: rung.bounds.map { bound in
        let logRatio = bound - matched.logEvidence
        return expm1(logRatio) - logRatio
      })
  }
  try notebook.measure("exact-first-gap", 10 * (1.0 / 3 - log(4.0 / 3)), format: .fixed(4))
  try notebook.measure("exact-limit", (pow(16.0 / 15, 10) - 1) / 2, format: .fixed(4))
  try notebook.show(
    Table(
      columns: ["k", "$\\log p - L_k$", "k times that"],
      rows: zip(gapRungs, gaps).map { k, gap in
        [
          .number(k), .number(gap.mean, standardError: gap.standardError, .fixed(5)),
          .number(Double(k) * gap.mean, standardError: Double(k) * gap.standardError, .fixed(4)),
        ]
      }), id: "gaps", caption: "The gap of the bound on the linear-Gaussian toy, in nats, mean ± standard error.")
  notebook.claim(
    "The gap of L₁ is 10 (⅓ − log 4/3), within four standard errors.",
    abs(gaps[0].mean - 10 * (1.0 / 3 - log(4.0 / 3))) < 4 * gaps[0].standardError)
  notebook.claim(
    "k times the gap at k = 256 is V/2, within four standard errors and 0.02.",
    abs(256 * gaps[4].mean - (pow(16.0 / 15, 10) - 1) / 2) < 4 * 256 * gaps[4].standardError + 0.02)

  //: Now the gradients, with $\mu$ and $b$ a little off. A gradient here is the sum over a hundred copies of one datum.
  let shifted = LinearGaussianToy(shift: 0.1, using: random["linear-Gaussian toy"])
  let benchParticles = (try notebook["gradient-particles"] as [Int]).sorted()
  func signalToNoise(_ gradient: GuideGradient, of parameters: [Parameter]) throws -> [[Double]] {
    try benchParticles.map { k in
      try GradientBench(
        ImportanceWeightedBound(particles: k, guideGradient: gradient), of: shifted, withRespectTo: parameters,
        on: shifted.repeated(100), draws: gradientCount, using: random["gradients"][k],
        as: "\(gradient == .pathwise ? "" : "DReG ")gradients of L\(k)", observer: notebook
      ).statistics.map(\.signalToNoise)
    }
  }
  let pathwise = try signalToNoise(.pathwise, of: [shifted.guideMean, shifted.prior])
  let doubly = try signalToNoise(.doublyReparameterized, of: [shifted.guideMean])
  let ratios = [
    (name: "model", values: pathwise.map { $0[1] }), (name: "guide, DReG", values: doubly.map { $0[0] }),
    (name: "guide", values: pathwise.map { $0[0] }),
  ]
  /// The slope of a straight line through the logarithms; the first k, where theory does not hold yet, is left out.
  let fitted = benchParticles.count > 2 ? Array(benchParticles.indices.dropFirst()) : Array(benchParticles.indices)
  func slope(_ values: [Double]) -> Double {
    let x = fitted.map { log(Double(benchParticles[$0])) }, y = fitted.map { log(values[$0]) }
    let xMean = Summary(of: x).mean, yMean = Summary(of: y).mean
    return zip(x, y).reduce(0) { $0 + ($1.0 - xMean) * ($1.1 - yMean) }
      / x.reduce(0) { $0 + ($1 - xMean) * ($1 - xMean) }
  }
  func reference(_ exponent: Double, through value: Double) -> [Double] {
    benchParticles.map { value * pow(Double($0), exponent) }
  }
  try notebook.show(
    Figure(
      ratios.map { .connectedPoints(benchParticles, $0.values, name: $0.name) } + [
        .line(benchParticles, reference(0.5, through: ratios[0].values[0] * 1.3), name: "slope ½"),
        .line(benchParticles, reference(-0.5, through: ratios[2].values[0] / 1.3), name: "slope −½"),
      ], x: Axis("draws k", scale: .log), y: Axis("signal to noise", scale: .log)),
    id: "signal-to-noise",
    caption:
      "Signal to noise of the gradients of the bound of k draws with respect to the model's mean μ and the guide's mean b, with "
      + "lines of the slopes that theory gives.")
  try notebook.show(
    Table(
      columns: ["gradient of"] + benchParticles.map { "k = \($0)" } + ["slope from k = \(benchParticles[fitted[0]])"],
      rows: ratios.map { ratio in
        [.text(ratio.name)] + ratio.values.map { .number($0, .fixed(3)) } + [.number(slope(ratio.values), .fixed(2))]
      }), id: "ratios", caption: "The same in numbers.")
  //: hide
  let doublyGain = rise(imageLadders[particles.count], above: imageLadders[particles.count - 1])
  try notebook.measure("doubly-gain", doublyGain.mean, unit: "nats", format: .fixed(2))
  try notebook.measure("doubly-gain-error", doublyGain.standardError, format: .fixed(2))
  try notebook.measure("guide-slope", slope(ratios[2].values), format: .fixed(2))
  try notebook.measure("doubly-slope", slope(ratios[1].values), format: .fixed(2))
  try notebook.measure("model-slope", slope(ratios[0].values), format: .fixed(2))

  /*:
   The slopes are {model-slope} for the model, {guide-slope} for the guide, and {doubly-slope} for the guide by the doubly
   reparameterized gradient. On the images, where $k$ = {largest-k} was trained with both gradients, the doubly reparameterized
   one lowers the cost by {doubly-gain}, with a standard error of {doubly-gain-error}.
  */
  if gradientCount >= 500 {
    notebook.claim(
      "The model's signal to noise grows with a slope of ½ ± 0.12.", abs(slope(ratios[0].values) - 0.5) < 0.12)
    notebook.claim("The guide's falls with a slope of −½ ± 0.12.", abs(slope(ratios[2].values) + 0.5) < 0.12)
    notebook.claim(
      "Doubly reparameterized, it rises from each k to the next.",
      zip(ratios[1].values, ratios[1].values.dropFirst()).allSatisfy { $0 < $1 })
  }
  /*:
   ## The source's loss, and why it is no bound

   The source computes, for $k = 10$ draws of each datum,

   $$c_i = \lVert x - f(z_i) \rVert^2 + \mathrm{KL}(q \,\|\, p), \qquad \text{loss} = \sum_i \tilde w_i c_i, \qquad
   \tilde w = \mathrm{softmax}(c).$$

   It calls $c$ the logarithm of the weight, but $c$ is a cost: the *worst* draw gets the largest weight. The closed form of the
   KL is the same for every draw and cancels in the softmax, so that $\log p(z_i) - \log q(z_i \mid x)$ plays no part. σ is
   missing, and with it the unit. And the slice of the parameters that should be the decoder's is empty, which makes $f$ the
   identity. A bound falls short of one number, $\log p(x)$, ever less with $k$. What the source prints has no such number to
   fall short of. Here are both on the models trained above, on the same held-out points:
  */
  let bare = try PlaneVAE(deviation: sourceDeviation, hasDecoder: false, using: random["weights for points"])
  let printedParticles = [1, 10, 100]
  func perPoint(_ objective: any Objective, _ model: PlaneVAE, _ guide: PlaneVAE, _ k: Int) throws -> Double {
    try objective.loss(
      of: ModelAndGuide(model: model.model, guide: guide.guide), on: toyTest, pass: .evaluation,
      using: random["printed values"][k]
    ).terms.reduce(0) { $0 + Double($1.value.value.element) } / Double(toyTest.shape[0])
  }
  let compared = [toys[0], toys[toys.count - 1]]
  let printed = try compared.map { toy in
    try printedParticles.map { k in
      (
        asItStands: try perPoint(SourceImportanceLoss(particles: k), bare, toy.vae, k),
        withDecoder: try perPoint(SourceImportanceLoss(particles: k), toy.vae, toy.vae, k),
        bound: try perPoint(ImportanceWeightedBound(particles: k), toy.vae, toy.vae, k)
      )
    }
  }
  try notebook.show(
    Table(
      columns: ["model", "k", "the source's value", "the same, with the decoder", "$-L_k$ (nats)"],
      rows: zip(compared, printed).flatMap { toy, values in
        zip(printedParticles, values).map { k, value in
          [
            .text(toy.name), .number(k), .number(value.asItStands, .fixed(2)), .number(value.withDecoder, .fixed(2)),
            .number(value.bound, .fixed(2)),
          ]
        }
      }),
    id: "printed-values", caption: "The source's loss and the negative bound of the same models on the same points.")
  notebook.claim(
    "With the decoder, the source's value grows from each k to the next, for both models; the negative bound of 100 draws is "
      + "below that of one.",
    printed.allSatisfy { values in
      zip(values, values.dropFirst()).allSatisfy { $0.withDecoder < $1.withDecoder }
        && values[values.count - 1].bound < values[0].bound
    })

  /*:
   So the more draws, the *worse* the printed number, which is nearer to a maximum over the draws than to a mean.

   Trained on it all the same, with the source's settings ({source-steps} steps of 32 points, $k$ = 10, Adam at 0.0003): as it
   stands, where only the encoder has anything to learn; with the decoder's parameters in their place; and on $L_{10}$.
  */
  let sourceSteps: Int = try notebook["source-steps"]
  let variants: [(name: String, vae: PlaneVAE, objective: any Objective)] = [
    ("the source's loss as it stands", bare, SourceImportanceLoss(particles: 10)),
    (
      "the same, with the decoder", try PlaneVAE(deviation: sourceDeviation, using: random["weights for points"]),
      SourceImportanceLoss(particles: 10)
    ),
    (
      "$L_{10}$ with σ² = ½", try PlaneVAE(deviation: sourceDeviation, using: random["weights for points"]),
      ImportanceWeightedBound(particles: 10)
    ),
    (
      "$L_{10}$ with a learned σ", try PlaneVAE(using: random["weights for points"]),
      ImportanceWeightedBound(particles: 10)
    ),
  ]
  for (index, variant) in variants.enumerated() {
    _ = try train(
      variant.vae, on: variant.objective, steps: sourceSteps, rate: 3e-4, batchSize: 32, as: "variant \(index + 1) of 4"
    )
  }
  let variantLadders = try variants.enumerated().map { try scored($1.vae, "variant \($0 + 1)") }
  try notebook.show(
    Table(
      columns: ["trained on", "parameters", "σ"] + toyRungs.map { "$-L_{\($0)}$" },
      rows: zip(variants, variantLadders).map { variant, ladder in
        [
          .text(variant.name), .number(variant.vae.parameters.map(\.value.count).reduce(0, +)),
          .number(variant.vae.deviation, .fixed(3)),
        ] + cells(ladder, .fixed(2))
      }),
    id: "source-costs",
    caption: "What each costs, in nats a point over {toy-test-points} held-out points, mean ± standard error.")
  //: hide
  let variantCosts = variantLadders.map { $0.rungs.last!.cost.mean }
  for (name, index) in [("as-it-stands", 0), ("with-decoder", 1), ("bound-fixed", 2), ("bound-learned", 3)] {
    try notebook.measure("cost-\(name)", variantCosts[index], unit: "nats", format: .fixed(2))
  }
  try notebook.measure("cost-of-missing-decoder", variantCosts[0] - variantCosts[1], unit: "nats", format: .fixed(2))
  try notebook.measure("cost-of-wrong-weights", variantCosts[1] - variantCosts[2], unit: "nats", format: .fixed(2))
  try notebook.measure("cost-of-fixed-deviation", variantCosts[2] - variantCosts[3], unit: "nats", format: .fixed(2))

  /*:
   As it stands a point costs {cost-as-it-stands}. The missing decoder accounts for {cost-of-missing-decoder} of that, the
   weights for {cost-of-wrong-weights}, and the missing σ for {cost-of-fixed-deviation}.

   That a network received nothing to learn from went unnoticed in the source, where the loss fell all the same. Here a
   training that is asked to move parameters which the loss does not depend on stops with a message:
  */
  var unconnected = SVI(
    ModelAndGuide(
      model: bare.model, guide: bare.guide,
      parameters: bare.parameters + variants[1].vae.autoencoder.decoder.parameters),
    objective: SourceImportanceLoss(particles: 10), optimizer: Adam(3e-4))
  var message = ""
  do {
    _ = try unconnected.step(toyTest, using: random["unconnected"])
  } catch let error as TrainingError {
    message = error.description
  }
  try notebook.show(message, id: "refused")
  notebook.claim(
    "A decoder without a gradient stops the training, by name.",
    message.contains(variants[1].vae.autoencoder.decoder.parameters[0].name))
  notebook.claim(
    "Whatever a model was trained on, no bound lies below one of fewer draws by more than three standard errors.",
    variantLadders.allSatisfy { $0.rises(within: 3) })
  if sourceSteps >= 500 {
    notebook.claim(
      "The source's loss as it stands costs more than with its decoder, and that more than the bound of ten draws with the "
        + "same σ, each by more than 0.1 nats.",
      variantCosts[0] > variantCosts[1] + 0.1 && variantCosts[1] > variantCosts[2] + 0.1)
  }

  /*:
   ## What would prove this wrong

   If the guide's signal to noise did not fall with $k$, tighter bounds would cost nothing. If a bound of more draws came out
   below one of fewer, by more than the standard error allows, one of them would be computed wrongly. If models trained longer
   still lost the advantage of the larger $k$, it would be a matter of speed and not of the bound:
   `swift run experiments run iwae --tier paper` trains every model on the images for twenty epochs. The test images are a
   thousand, in one binarisation, and every number is of one seed.

   To train on other bounds: `swift run experiments run iwae --set particles=1,2,4,8`. To see the eight Gaussians with the
   source's loss: `swift run experiments run iwae --set faithful=true`.
  */
}
