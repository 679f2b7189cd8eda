import ArgumentParser

/// The file that `new` writes: a small experiment that runs and shows one of each thing.
struct ExperimentTemplate {
  /// What the experiment does.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// It computes, and trains nothing.
    case computation
    /// It trains a network.
    case training
    /// It finds what a model's latent values are, given data.
    case inference
  }

  let name: String
  private let words: [String]
  private let kind: Kind

  init(_ name: String, _ kind: Kind = .computation) {
    self.name = name
    words = name.split(separator: "-").map(String.init)
    self.kind = kind
  }

  /// `my-idea` is written to `MyIdea.swift`.
  var fileName: String { words.map(\.capitalizedFirst).joined() + ".swift" }

  /// `my-idea` is declared as `myIdeaExperiment`: the last word keeps it apart from Swift's own names.
  var identifier: String { words[0] + words.dropFirst().map(\.capitalizedFirst).joined() + "Experiment" }

  var title: String { words.joined(separator: " ").capitalizedFirst }

  var text: String {
    switch kind {
    case .computation: computation
    case .training: training
    case .inference: inference
    }
  }

  private var computation: String {
    """
    import Laboratory

    /*:
     # \(title)

     The alternating sum $1 - \\frac{1}{3} + \\frac{1}{5} - \\dots$ tends to $\\pi/4$, slowly: after {terms} terms it is
     still {error} away.

     {sums}
    */
    let \(identifier) = Experiment(
      "\(name)", title: "\(title)", summary: "How fast an alternating sum tends to a quarter of π.",
      settings: [Setting("terms", 200, smoke: 20, paper: 10_000, "terms of the sum", limits: .atLeast(1))], run: essay)

    private func essay(_ notebook: Notebook) throws {
      //: ## The sum
      let count: Int = try notebook["terms"]
      var sum = 0.0
      let sums = (0..<count).map { index in
        sum += (index.isMultiple(of: 2) ? 1 : -1) / Double(2 * index + 1)
        return sum
      }
      try notebook.show(
        Figure(.line(sums), x: "terms", y: "sum"), id: "sums",
        caption: "The sum jumps from one side of $\\\\pi/4$ to the other, by less each time.")

      //: ## How far it is
      let error = abs(sum - .pi / 4)
      try notebook.measure("error", error, format: .significant(2))
      notebook.claim("The error is less than the first term left out.", error < 1 / Double(2 * count + 1))
    }

    """
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
