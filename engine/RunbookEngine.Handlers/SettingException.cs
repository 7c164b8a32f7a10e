using RunbookEngine.Execution;

namespace RunbookEngine.Handlers;

/// <summary>A setting whose value makes no sense, which only the evaluated value could show. Trying again does not help.</summary>
internal sealed class SettingException(string message, string hint)
    : StepFailureException(new("bad-setting", message, Retryable: false, hint));
