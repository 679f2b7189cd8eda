extension LatentSite {
  /// Who draws the sites' values, in the words of an error about one that cannot be drawn.
  enum Reader {
    case guide, sampler

    /// Who begins at a place in the prior.
    var name: String {
      switch self {
      case .guide: "an automatic guide"
      case .sampler: "a sampler"
      }
    }

    /// Of a model without sites.
    var lack: String {
      switch self {
      case .guide: "the model has no latent sites for a guide to draw; give it a sample statement"
      case .sampler: "the model has no latent sites for a sampler to draw; give it a sample statement"
      }
    }

    /// Of a discrete site.
    var aboutDiscrete: String {
      switch self {
      case .guide:
        "which no automatic guide draws; write the guide as a function, or sum the site out with "
          + "enumerated: true"
      case .sampler: "which has no gradient for a sampler to follow; sum the site out with enumerated: true"
      }
    }

    /// Of a site in a plate that stands for more than its size.
    var aboutMiniBatch: String {
      switch self {
      case .guide:
        "an automatic guide would have no parameters for the data outside it; write a guide that computes them from the data "
          + "(amortised)"
      case .sampler: "the posterior depends on all data; give the sampler all of them"
      }
    }

    /// Of sites that are not the same in each run.
    var aboutChange: String {
      switch self {
      case .guide: "an automatic guide needs the same sites in all: write the guide as a function"
      case .sampler: "a sampler needs the same sites in all: give the model one set of latent variables"
      }
    }
  }
}
