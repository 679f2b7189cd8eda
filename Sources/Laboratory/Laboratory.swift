// What an essay is written with, so that it begins with one import.

@_exported import Autodiff
@_exported import Datasets
@_exported import Distributions
@_exported import Figures
@_exported import Foundation
@_exported import Inference
@_exported import NeuralNetworks
@_exported import Notebooks
@_exported import Requirements
@_exported import Statistics
@_exported import Tensors
