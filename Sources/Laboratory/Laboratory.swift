// What an essay is written with, so that it begins with one import.

@_exported import Foundation
@_exported import LabAutodiff
@_exported import LabCommand
@_exported import LabDatasets
@_exported import LabDistributions
@_exported import LabFigures
@_exported import LabFlows
@_exported import LabInference
@_exported import LabMessagePassing
@_exported import LabNeuralNetworks
@_exported import LabNotebooks
@_exported import LabRequirements
@_exported import LabStatistics
@_exported import LabTensors
