using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace HelpdeskMail.AppHost.LocalHosting;

/// <summary>A described application model and what it is run or published with.</summary>
/// <param name="Resources">In the order in which they were added.</param>
/// <param name="Configuration">The AppHost's settings.</param>
/// <param name="Directory">Folder of the AppHost's project.</param>
/// <param name="Context">Whether the model is run or published.</param>
internal sealed record Model(
    IReadOnlyList<IResource> Resources,
    IConfiguration Configuration,
    string Directory,
    DistributedApplicationExecutionContext Context);
