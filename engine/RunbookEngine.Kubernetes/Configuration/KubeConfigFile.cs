using System.Globalization;
using k8s;
using k8s.KubeConfigModels;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>One kubeconfig as it was read. Paths in it start from its folder.</summary>
/// <param name="Path">Its name in full.</param>
/// <param name="Content">What it says.</param>
/// <param name="Text">As it is written; for words that the package does not read.</param>
internal sealed record KubeConfigFile(string Path, K8SConfiguration Content, string Text)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ClusterUnreachableException">It cannot be read, or is none.</exception>
    public static KubeConfigFile Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            using var stream = new MemoryStream(bytes);
            var content = KubernetesClientConfiguration.LoadKubeConfig(stream);
            return content is null
                ? throw new ClusterUnreachableException($"the kubeconfig {path} is empty", "copy the cluster's kubeconfig there, or name another with `--kubeconfig FILE`")
                : new(path, content, System.Text.Encoding.UTF8.GetString(bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterUnreachableException($"the kubeconfig {path} cannot be read: {e.Message}", "let its reader be the one who runs the engine, or name another with `--kubeconfig FILE`", e);
        }
#pragma warning disable CA1031 // What the parser of the package throws for a faulty text is of many kinds.
        catch (Exception e) when (e is not ClusterUnreachableException)
#pragma warning restore CA1031
        {
            throw new ClusterUnreachableException($"{path}{Place(e)} is no kubeconfig: {Sentence(e)}", "mend it there; `kubectl config view --kubeconfig FILE` reads it the same way", e);
        }
    }

    /// <summary>A file that is named in it.</summary>
    public string Locate(string name) => System.IO.Path.GetFullPath(name, System.IO.Path.GetDirectoryName(Path) ?? "/");

    /// <summary>As the parser writes the place of a mistake: <c>(Line: 3, Col: 5, Idx: 40)</c>.</summary>
    private static string Place(Exception e)
    {
        var line = NumberAfter(e.ToString(), "Line: ");
        return line is null ? "" : $":{line}:{NumberAfter(e.ToString(), "Col: ") ?? 1}";
    }

    private static int? NumberAfter(string text, string word)
    {
        if (text.IndexOf(word, StringComparison.Ordinal) is not (>= 0 and var at))
            return null;
        var digits = text[(at + word.Length)..].TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The innermost message: the outer ones only say where.</summary>
    private static string Sentence(Exception e)
    {
        var message = e.GetBaseException().Message.ReplaceLineEndings(" ");
        var words = message[(message.LastIndexOf("): ", StringComparison.Ordinal) is >= 0 and var end ? end + 3 : 0)..];
        return words.TrimEnd('.');
    }
}
