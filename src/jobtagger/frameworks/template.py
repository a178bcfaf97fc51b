"""The file that somebody with a framework of their own begins with."""

from __future__ import annotations

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.model import kebab

_TEMPLATE = """\
# A competency framework for jobtagger. Change what stands here to your own and delete what you do not need.
# Lines that begin with # are comments. docs/framework-format.md tells it all;
# 'jobtagger frameworks validate {id}.yaml' finds what is missing.

format: 1                       # version of this file's shape; leave it as it is
id: {quoted}
title: {title}
# version: "1.0"                # all five may be left out
# date: "2025-06"               # in quotes
# publisher: Name of your agency
# group_name: Cluster           # your word for one of the groups
# source:
#   title: The document that the words were taken from

# The scale, lowest level first: as many levels as you have, under any names.
# Without levels, delete this part and every 'level'.
levels:
  - value: 1
    name: Basic
    definition: Applies the competency in simple situations, with guidance.
  - value: 2
    name: Advanced
    definition: Applies the competency in difficult situations, without guidance.
  - value: 3
    name: Expert
    definition: Applies the competency in exceptionally difficult situations and advises others.

# Clusters, categories, ECQs. Without groups, delete this part and every 'groups'.
groups:
  - id: leading-people          # the name in small letters, with hyphens
    name: Leading People
    definition: The ability to lead people toward meeting the organization's goals.

competencies:
  - id: conflict-management     # the name in small letters, with hyphens
    name: Conflict Management
    definition: Encourages creative tension and differences of opinion. Anticipates and takes steps to prevent
      counter-productive confrontations. Manages and resolves conflicts and disagreements in a constructive manner.
    aliases: [Conflict Resolution, Managing Conflict]   # other names that job texts use
    groups: [leading-people]
    indicators:                 # what people do who have it; ten or more make a good model
      - level: 1
        text: Listens to both sides of a disagreement and reports it to the supervisor
      - level: 2
        text: Mediates disputes between members of the team and finds terms that both sides accept
      - level: 3
        text: Designs the agency's program for settling disputes before they become grievances
  - id: developing-others
    name: Developing Others
    definition: Develops the ability of others to perform and contribute to the organization by providing ongoing
      feedback and by providing opportunities to learn through formal and informal methods.
    groups: [leading-people]
    indicators:
      - level: 1
        text: Shows new employees how the work of the unit is done
      - level: 2
        text: Prepares individual development plans with each employee and follows them up
      - level: 3
        text: Sets up mentoring across the agency and coaches senior leaders

# notes:                        # what readers of this file should know
#   - Confidential until it is signed.
"""


def framework_template(id: str) -> str:
    """Return a commented framework file, valid as it stands.

    Parameters
    ----------
    id : str
        Id of the new framework, in kebab-case.

    Returns
    -------
    str
        YAML.

    Raises
    ------
    FrameworkError
        If the id is not in kebab-case; the message says what to write.

    Examples
    --------
    >>> framework_template("our-model").splitlines()[5:7]
    ['id: our-model', 'title: Our Model']
    """
    if not id or kebab(id) != id:
        remedy = f"write {kebab(id)!r}" if kebab(id) else "write small letters, digits and single hyphens"
        raise FrameworkError(id or "(new)", [f"id: {id!r} is not in kebab-case; {remedy}"])
    quoted = f'"{id}"' if id[0].isdigit() or id in _WORDS else id
    title = id.replace("-", " ").title()
    titled = title if quoted == id else f'"{title}"'
    return _TEMPLATE.format(id=id, quoted=quoted, title=titled)


_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
