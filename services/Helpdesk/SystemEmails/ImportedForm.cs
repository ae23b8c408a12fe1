using System.Globalization;
using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>An exported system email as the fields of the form. What is in the file is judged when it is saved, like anything typed.</summary>
internal static class ImportedForm
{
    /// <summary>Bytes a file may have.</summary>
    public const int LargestFile = 64 * 1024;

    /// <summary>How the file is written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads a file; null when it is not an export.</summary>
    public static async Task<SystemEmailDraft?> ReadAsync(Stream content, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<SystemEmailExport>(content, Json, cancellation) is { Format: SystemEmailExport.FormatName, Settings: { Address.Length: < 400 } draft } ? draft : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The form's fields.</summary>
    public static Dictionary<string, string> Fields(SystemEmailDraft draft)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Set("address", draft.Address);
        Set("name", draft.Name);
        Set("login", draft.Login);
        Tick("sharedMailbox", draft.SharedMailbox);
        Tick("validate", true);
        if (draft.Application is { } application)
        {
            Set("application.clientId", application.ClientId);
            Set("application.tenant", application.Tenant);
            Set("application.proof", application.Proof?.ToString());
            Set("application.secretExpiresOn", application.SecretExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Set("application.authorizeEndpoint", application.AuthorizeEndpoint);
            Set("application.tokenEndpoint", application.TokenEndpoint);
            Set("application.certificateThumbprint", application.Certificate?.Thumbprint);
            Set("application.scopes", string.Join('\n', application.Scopes ?? []));
            Set("application.details.deviceEndpoint", application.Details?.DeviceEndpoint);
            Set("application.details.identityEndpoint", application.Details?.IdentityEndpoint);
            Set("application.details.addressField", application.Details?.AddressField);
            Set("application.details.issuer", application.Details?.Issuer);
            Set("application.details.authorizeParameters", string.Join('\n', application.Details?.AuthorizeParameters?.Select(pair => $"{pair.Key}={pair.Value}") ?? []));
            Tick("application.details.basicAuthentication", application.Details?.BasicAuthentication == true);
        }

        if (draft.Receiving is { } receiving)
        {
            Tick("receiving.on", true);
            Set("receiving.protocol", receiving.Protocol.ToString());
            Server("receiving", receiving.Server);
            Set("receiving.folder", receiving.Folder);
            Set("receiving.moreFolders", string.Join('\n', receiving.MoreFolders ?? []));
            Set("receiving.startFrom", receiving.StartFrom.ToString());
            Set("receiving.startDate", receiving.StartDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Set("receiving.afterStoring", receiving.AfterStoring.ToString());
            Set("receiving.moveToFolder", receiving.MoveToFolder);
            Number("receiving.pollSeconds", (int)receiving.PollInterval.TotalSeconds);
            Number("receiving.maxMegabytes", (int)(receiving.MaxMessageSize / 1_000_000));
            Number("receiving.maxConnections", receiving.MaxConnections);
        }

        if (draft.Sending is { } sending)
        {
            Tick("sending.on", true);
            Set("sending.protocol", sending.Protocol.ToString());
            Server("sending", sending.Server);
            Number("sending.timeoutSeconds", (int)sending.Timeout.TotalSeconds);
            Set("sending.batch", sending.Batch.ToString());
            Number("sending.limits.messagesPerMinute", sending.Limits?.MessagesPerMinute);
            Number("sending.limits.recipientsPerDay", sending.Limits?.RecipientsPerDay);
            Number("sending.limits.connections", sending.Limits?.Connections);
            Tick("sending.fallback.on", sending.Fallback is not null);
        }

        return fields;

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                fields[name] = value;
            }
        }

        void Number(string name, int? value) => Set(name, value?.ToString(CultureInfo.InvariantCulture));

        void Tick(string name, bool value) => Set(name, value ? "true" : null);

        void Server(string side, ServerSettings? server)
        {
            Set($"{side}.server.host", server?.Host);
            Number($"{side}.server.port", server?.Port);
            Set($"{side}.server.security", server?.Security.ToString());
            Set($"{side}.server.userName", server?.UserName);
            Set($"{side}.server.trustedCertificate", server?.TrustedCertificate);
        }
    }
}
