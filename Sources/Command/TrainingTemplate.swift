extension ExperimentTemplate {
  /// An essay that trains a network on points of a curve.
  var training: String {
    """
    import Laboratory

    /*:
     # \(title)

     Can a small network find a curve in noisy points? After {steps} steps its mean squared error on points that it never
     saw is {test-error}; the noise alone makes {noise}.

     {fit}
    */
    let \(identifier) = Experiment(
      "\(name)", title: "\(title)", summary: "A network finds a curve in noisy points.",
      settings: [
        Setting("steps", 2_000, smoke: 50, paper: 20_000, "optimiser steps", limits: .atLeast(10)),
        Setting("learning-rate", 0.01, "step size of Adam", limits: .above(0)),
        Setting("maximum-gradient-norm", 10.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
      ], run: essay)

    private func essay(_ notebook: Notebook) throws {
      /*:
       ## Data

       Points $y = \\sin 3x + \\varepsilon$ with $x$ uniform on $[-1, 1]$ and $\\varepsilon \\sim \\mathcal{N}(0, 0.1^2)$.
      */
      let random = notebook.random, deviation: Float = 0.1
      func points(_ count: Int, using random: Random) -> (x: Tensor, y: Tensor) {
        let x = Tensor.uniform([count, 1], using: random["x"]) * 2 - 1
        let curve = Tensor(x.elements.map { sin(3 * $0) }, shape: x.shape)
        return (x, curve + Tensor.normal(x.shape, using: random["noise"]) * deviation)
      }

      //: ## Training
      //:
      //: One hidden layer of 32 units; each step draws 64 new points and moves the weights down the mean squared error.
      let network = try Network(
        "curve", input: [1], using: random["initial weights"], [Dense(32), Activation.tanh, Dense(1)])
      try notebook.showLayers(of: [network])
      let steps: Int = try notebook["steps"], rate: Float = try notebook["learning-rate"]
      var training = Training(
        network.parameters, Adam(.constant(rate)), maximumGradientNorm: try notebook["maximum-gradient-norm"])
      let curves = try notebook.train(&training, steps: steps, as: "training") { training, step in
        let batch = points(64, using: random["training"][step.index])
        return try training.step { pass in
          ["squared error": square(network(Variable(batch.x), pass) - Variable(batch.y)).mean()]
        }
      }
      try notebook.show(
        Figure(.smoothedLine(curves.losses), x: "step", y: Axis("mean squared error", scale: .log)), id: "loss",
        caption: "The error on each batch of new points.")

      //: ## What it found
      let test = points(500, using: random["test"])
      let found = network(Variable(test.x), .evaluation).value
      let error = Summary(of: zip(found.elements, test.y.elements).map { pow(Double($0 - $1), 2) })
      try notebook.measure("test-error", error.mean, tolerance: .relative(0.05), format: .significant(2))
      try notebook.measure("noise", Double(deviation) * Double(deviation), format: .significant(2))
      let grid = (0...100).map { Float($0) / 50 - 1 }
      let curve = network(Variable(Tensor(grid, shape: [101, 1])), .evaluation).value
      try notebook.show(
        Figure(
          [
            .points(test.x.elements, test.y.elements, name: "held-out points", size: 1.5, opacity: 0.5),
            .line(grid, curve.elements, name: "network"),
          ], x: "x", y: "y"), id: "fit", caption: "Points that the network never saw, and its curve.")

      //: The network would be no good if its error did not fall:
      notebook.claim(
        "The last tenth of the training has a lower error than the first.",
        curves.mean(of: "loss", inTenth: 10) < curves.mean(of: "loss", inTenth: 1))
    }

    """
  }
}
