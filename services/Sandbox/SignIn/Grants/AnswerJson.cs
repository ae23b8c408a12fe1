using System.Text.Json;
using System.Text.Json.Serialization;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

internal static class AnswerJson
{
    /// <summary>Absent members are left out of an answer, as Entra does.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
