import Laboratory

/*:
 # Disentanglement

 A β-VAE is said to find the factors that images are made of, one number of its code for each [@higgins2017]. On sprites
 whose five factors are known, the mutual information gap, 1 where that is so and 0 where no number stands out, is
 {gap-at-first} at β = {first-beta} and {gap-at-compared} at β = {compared-beta} (mean ± standard error over {repeats}
 trainings). Whether that is more, seed by seed: {gain}. From one training at β = {compared-beta} to the next the gap ranges
 from {worst-gap} to {best-gap}, with nothing but initial weights, order and noise to differ.

 {gaps}

 ## The question

 A code of a few numbers that explains an image may be any invertible function of what made it. A *disentangled* code has one
 number for each factor of variation. Nothing in the evidence lower bound asks for that: the prior $\mathcal N(0, I)$ stays what it
 is when codes are turned, and a decoder can turn them back [@locatello2019, theorem 1]. What can prefer some axes is the
 encoder, whose $q(z \mid x)$ treats the numbers as independent: where factors change images by different amounts, numbers that
 are known with different precision are cheaper apart than mixed [@rolinek2019], and a price of β > 1 is said to press
 harder in that direction. The notebook that [beta-vae](../beta-vae/README.md) follows [“Going further with VAEs”,
 @ollion2020] names β's constraint on independence, and measures none. Does β press the numbers apart?

 ## Sprites

 The photographs of [beta-vae](../beta-vae/README.md), and of the notebook that it follows [@ollion2020], do not say what their
 factors are. These images do: a white shape on black, of three kinds, in every size, at every angle and place, as in
 dSprites [@matthey2017]. All shapes have the same area at the same size. They turn by a quarter of
 a circle only, since a full one would bring an ellipse back twice, and no single number can tell an angle that comes back.
*/
let disentanglement = Experiment(
  "disentanglement", title: "Disentanglement",
  summary: "Whether a number of a β-VAE's code stands for one factor of the images, measured on sprites.",
  settings: [
    Setting("beta", [1.0, 2.0, 4.0, 8.0], "weights of the KL term", limits: .above(0), fewest: 2),
    Setting("repeats", 5, smoke: 2, paper: 10, "trainings at each β", limits: .between(2, 100)),
    Setting(
      "steps", 5_000, smoke: 30, paper: 50_000, "optimiser steps of each training", limits: .between(1, 1_000_000)),
    Setting("batch-size", 64, "images in a step", limits: .between(1, 1_000)),
    Setting(
      "learning-rate", 1e-3, "Adam's learning rate at the first step; it falls to 0 along half a cosine",
      limits: .above(0)),
    Setting("maximum-gradient-norm", 300.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("hidden-size", 256, "units of each hidden layer", limits: .between(1, 4_096)),
    Setting("latent-size", 6, "numbers in a code", limits: .between(2, 512)),
    Setting("angles", 10, smoke: 4, "angles of the sprites, from 0° to 90°", limits: .between(3, 91)),
    Setting("places", 9, smoke: 5, "places of the sprites along either axis", limits: .between(3, 33)),
    Setting(
      "reach-along-y", 0.32, "from the highest to the lowest place, in sides of the image; 0.32 along x",
      limits: .between(0.01, 0.35)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let angles: Int = try notebook["angles"], places: Int = try notebook["places"]
  func centres(reach: Double) -> [Double] {
    (0..<places).map { place in
      let share = Double(place) / Double(places - 1)
      return 0.5 + reach * (share - 0.5)
    }
  }
  let sprites = Sprites(
    angles: (0..<angles).map { 90 * Double($0) / Double(angles - 1) },
    x: centres(reach: 0.32), y: centres(reach: try notebook["reach-along-y"]))
  let factors = sprites.factors, levels = sprites.factors.map(\.levels)

  //: Each row changes one factor of the same sprite, over eight of its levels or all that it has:
  let middle = factors.map { $0.levelNames.count / 2 }
  let (width, height) = (sprites.images.width, sprites.images.height)
  let nothing = RasterImage(width: width, height: height, bytes: repeatElement(255, count: width * height))
  try notebook.show(
    ImageGrid(
      factors.indices.flatMap { factor in
        (0..<8).map { column in
          let count = factors[factor].levelNames.count
          if column >= count { return nothing }
          let level = column * max(count - 1, 7) / 7
          let shown = middle.enumerated().map { $0.offset == factor ? level : $0.element }
          return sprites.images.picture(sprites.index(ofLevels: shown))
        }
      }, columns: 8, rowLabels: factors.map(\.name)),
    id: "sprites",
    caption: "Sprites that differ in one factor.")
  try notebook.measure("sprites-count", sprites.count)

  /*:
   There are {sprites-count} of them, every combination once. So the factors are independent, and there is nothing that a network
   could not see in training.

   ## The measure

   For a number $z_j$ of the code and a factor $v_k$ let $I(z_j; v_k)$ be their mutual information, with $z_j$ drawn from
   $q(z_j \mid x)$ for images $x$ of all factors. The gap of the factor [@chen2018, equation 6] is the distance from the number
   that tells most of it to the next,

   $$\frac{1}{H(v_k)} \Big( I(z_{j_1}; v_k) - I(z_{j_2}; v_k) \Big), \qquad j_1, j_2 \text{ the best and the second best},$$

   and the mean gap, MIG, is its mean over the factors. $q(z_j \mid v_k)$ is a mixture of normal densities, one for each image, and the
   library integrates it. Codes made by hand show what it says:
  */
  let exact = (0..<sprites.count).flatMap { image in levels.map { Double($0[image]) } }
  let mixed = (0..<sprites.count).flatMap { image in
    let (x, y) = (Double(levels[3][image]), Double(levels[4][image]))
    return levels.prefix(3).map { Double($0[image]) } + [(x + y) / 2.0.squareRoot(), (x - y) / 2.0.squareRoot()]
  }
  let byHand = try [("the factors", exact), ("the same, x and y turned by 45°", mixed)].map { name, codes in
    let spreads = codes.map { _ in 0.1 }
    return (
      name: name,
      gap: try MutualInformationGap(means: codes, standardDeviations: spreads, codes: factors.count, factors: levels)
    )
  }
  try notebook.show(
    Table(
      columns: ["codes, with noise of 0.1", "mean gap"] + factors.map(\.name),
      rows: byHand.map { name, gap in
        [.text(name), .number(gap.mean, .fixed(2))] + gap.gaps.map { .number($0.share, .fixed(2)) }
      }), id: "by-hand", caption: "The gaps of two codes that both tell all there is.")
  notebook.claim(
    "A number for each factor has a gap of 1, and turned by 45° no number tells more of x or y than another.",
    byHand[0].gap.gaps.allSatisfy { $0.share > 0.99 } && byHand[1].gap.gaps[3...].allSatisfy { $0.share < 0.01 })

  /*:
   ## Training

   A dense network, {hidden-size} units in each of two hidden layers either way, and codes of {latent-size} numbers. A pixel is the
   share that a shape covers, mostly 0 or 1; its cross-entropy with the decoded share is the distortion, as is usual for sprites: a
   score of shares between 0 and 1, and no density. There are {repeats} trainings at each β, each with initial weights, an order of
   the images and noise of its own, which it shares with one at every other β. The median of the gradients' norms is
   {training-norm}; {training-clipped} of the steps exceeded {maximum-gradient-norm} and were scaled down (mean ± standard error over
   the seeds).
  */
  let betas = try (notebook["beta"] as [Double]).sorted(), repeats: Int = try notebook["repeats"]
  let batchSize: Int = try notebook["batch-size"], steps: Int = try notebook["steps"]
  let hiddenSize: Int = try notebook["hidden-size"], latentSize: Int = try notebook["latent-size"]
  let learningRate = try LearningRate.cosine(initial: notebook["learning-rate"], final: 0, over: steps)
  let all = sprites.images.batches(of: 1_000) { images, _ in images.scaled }

  func trained(at beta: Double, repeat number: Int) throws -> SpriteTraining {
    var vae = try VariationalAutoencoder.dense(
      .relu, hiddenSize: hiddenSize, latentSize: latentSize, initializer: .heNormal,
      using: notebook.random["initial weights"][number])
    vae.likelihood = .greyBernoulli
    var svi = SVI(
      vae, objective: EvidenceLowerBound(klWeight: .constant(Float(beta))), optimizer: Adam(learningRate),
      maximumGradientNorm: try notebook["maximum-gradient-norm"])
    let batches = Minibatches(
      of: batchSize, from: sprites.images, using: notebook.random["order of the images"][number])
    let phase = "training at β = \(NumberFormat.shortest(beta)), \(number + 1) of \(repeats)"
    let log = try notebook.train(&svi, steps: steps, as: phase) { svi, step in
      try svi.step(batches[step.index].scaled, using: notebook.random["training noise"][number][step.index])
    }
    let noise = notebook.random["evaluation noise"]
    return SpriteTraining(
      vae: vae, log: log, evaluation: try Evaluation(of: vae, on: all, using: noise, observer: notebook),
      gap: try MutualInformationGap(of: vae, on: all, factors: levels))
  }
  let prices = try betas.map { beta in
    SpriteTrainings(beta: beta, trainings: try (0..<repeats).map { try trained(at: beta, repeat: $0) })
  }
  try notebook.measureNorms(
    "training", ofSeeds: (0..<repeats).map { number in prices.map { $0.trainings[number].log } },
    above: notebook["maximum-gradient-norm"])
  try notebook.show(
    Panels(
      [
        Figure(
          prices.map { .smoothedLine($0.trainings[0].log["distortion"], name: $0.name) }, x: "step",
          y: Axis("cross-entropy", unit: "nats", scale: .log), title: "Distortion"),
        Figure(
          prices.map { .smoothedLine($0.trainings[0].log["rate"], name: $0.name) }, x: "step",
          y: Axis("KL", unit: "nats", scale: .log), title: "Rate"),
      ], sharing: .legend, palette: .ordered),
    id: "loss", caption: "Both terms of the loss on each batch, in the first training at each β.")

  /*:
   ## What β buys

   Distortion and rate are means over all sprites, so that what training minimised is what is measured here. If every training is
   the best at its price, what a saved nat costs between neighbouring β lies between the two; [beta-vae](../beta-vae/README.md)
   says why.
  */
  let chords = RateDistortionChord.chords(betas, prices.map { $0.trainings.map(\.evaluation) })
  try notebook.show(
    Table(chords: ["all sprites": chords]), id: "exchange-rates",
    caption: "Nats of distortion for a nat of rate saved: mean ± standard error over {repeats} pairs of trainings.")
  try notebook.show(
    Table(prices, factors: factors), id: "scores",
    caption: "Nats a sprite, and gaps: mean ± standard error over {repeats} trainings. Differences are paired.")
  try notebook.show(
    Panels([
      Figure(
        [
          .connectedPoints(betas, prices.map(\.gap.mean), errors: prices.map(\.gap.standardError), name: "mean"),
          .points(
            prices.flatMap { price in price.trainings.map { _ in price.beta } },
            prices.flatMap { $0.trainings.map(\.gap.mean) }, name: "a training"),
        ], x: Axis("β", scale: .log, ticks: betas), y: "mean gap", title: "All factors"),
      Figure(
        Mark.sideBySide(
          factors.indices.map { factor in
            let gaps = prices.map { $0.gap(of: factor) }
            return .connectedPoints(
              betas, gaps.map(\.mean), errors: gaps.map(\.standardError), name: factors[factor].name)
          }), x: Axis("β", scale: .log, ticks: betas), y: "gap", title: "Each factor"),
    ]), id: "gaps",
    caption:
      "a: the mean gap of each training, and the mean over trainings with its standard error. b: the mean gap of each factor with "
      + "its standard error; factors stand side by side where they are of one β."
  )
  let compared = prices[betas.count / 2], gain = compared.gain(over: prices[0])
  if steps >= 5_000 {
    notebook.claim(
      "No exchange rate contradicts that every training is the best at its price.", chords.allSatisfy { !$0.isOutside })
    notebook.claim(
      "No training at any β has a mean gap above 0.5: none is disentangled.",
      prices.allSatisfy { $0.best.gap.mean < 0.5 })
    notebook.claim(
      "No β gains as much as 0.2 of mean gap over \(prices[0].name), on average over the trainings.",
      prices.allSatisfy { $0.gain(over: prices[0]).mean < 0.2 })
  }
  //: hide
  try notebook.measure("first-beta", betas[0], tolerance: .exact, format: .exact)
  try notebook.measure("compared-beta", compared.beta, tolerance: .exact, format: .exact)
  let comparedGaps = compared.trainings.map(\.gap.mean)
  try notebook.measure("gap-at-first", meanOf: prices[0].trainings.map(\.gap.mean), format: .fixed(2))
  try notebook.measure("gap-at-compared", meanOf: comparedGaps, format: .fixed(2))
  try notebook.measure("gain", gain, format: .fixed(2))
  try notebook.measure(
    ["best-gap": compared.gap.maximum, "worst-gap": compared.gap.minimum], tolerance: .noise(of: comparedGaps),
    format: .fixed(2))

  /*:
   ## What the numbers tell

   All that the gaps are made of: how much each number of the code tells of each factor, in the training at β = {compared-beta} with
   the largest mean gap and in the one with the least. A disentangled code would have one bright cell in each row.
  */
  try notebook.show(
    Panels(
      [
        compared.best.informationMap(factors, title: "the best of \(repeats)"),
        compared.worst.informationMap(factors, title: "the worst"),
      ], sharing: .colorBar),
    id: "information",
    caption: "Mutual information of factor (row) and number of the code (column), the costliest number first.")

  //: And what the numbers do. One sprite is encoded, and one number after the other set to values from −2 to 2, in the best of the
  //: trainings:
  let sprite = sprites.images.selecting([sprites.index(ofLevels: middle)]).scaled
  let values = (0..<9).map { -2 + 0.5 * Double($0) }
  try notebook.show(
    compared.best.traversals(from: sprite, values: values, factors: factors), id: "traversals",
    caption: "Decoded codes that differ in one number, a row for each, with the factor that it tells most of.")

  /*:
   ## Turned axes

   Is a training with a small gap worse, or only turned? Take the two numbers that tell most of x and y, and turn them in their plane.
   The prior is the same and no information is lost, but the gap that x and y have between the two changes:
  */
  let turns = stride(from: -45.0, through: 45, by: 3).map { $0 }
  let turned = try compared.trainings.map { training in
    let codes = TurnedCodes(training, of: all, about: [3, 4].map { ($0, levels[$0]) })
    return try turns.map { try codes.gap(at: $0) }
  }
  try notebook.show(
    Figure(
      turned.enumerated().map { .line(turns, $1, name: "training \($0 + 1)") }, x: Axis("turned by", unit: "°"),
      y: "mean gap of x and y"), id: "turned",
    caption:
      "The gap of x and y between the two numbers that tell most of them, by how far these are turned, at β = {compared-beta}."
  )
  let asTrained = turned.map { $0[turns.count / 2] }, atBest = turned.map { $0.max()! }
  try notebook.measure("place-gap", meanOf: asTrained, format: .fixed(2))
  try notebook.measure("turned-place-gap", meanOf: atBest, format: .fixed(2))
  try notebook.measure("turn-gain", PairedDifference(of: atBest, less: asTrained), format: .fixed(2))

  /*:
   As trained, it is {place-gap}; after the best turn of each training {turned-place-gap}, which is never less, as no turn is among
   those that it is the best of. A curve that peaks at 0° is a training
   that has found the axes of place; one that peaks elsewhere has found place as well, in two other numbers. Here x and y change
   an image by the same amounts, so that only the corners of the square in which they lie tell their axes from any others: the
   encoder's preference has nothing to hold on to, and initial weights and noise may decide.

   ## Conclusion

   No factor of these images is told by one number of a β-VAE's code alone: the mean gap is {gap-at-first} at β = {first-beta} and
   {gap-at-compared} at β = {compared-beta}, of 1 that it could be. What the higher price adds, over {repeats} pairs of trainings, is
   {gain}, where two trainings at one price can be as far apart as {worst-gap} and {best-gap}. Of what place lacks, a turn of the
   axes, which the prior cannot see, is worth {turn-gain}.

   ## What would prove this wrong

   If the gain at β = {compared-beta} were many times its standard error, and the ranges of the trainings at different β did not
   overlap, then β would make the difference and not the seed. And sprites that move less along y than along x should have axes that
   every training finds, with nothing left to gain by a turn: `swift run experiments run disentanglement --set reach-along-y=0.1`.

   To train longer: `swift run experiments run disentanglement --set steps=50000`. To see more of the seeds:
   `swift run experiments run disentanglement --set repeats=10`.
  */
}
