package wrong.models;

/// Breaks rule 18.
public class OpenModels {}
