"""Starsim and Mesa on the reduced process; run by a Python that has them, prints JSON.

python foresight_peers.py starsim|mesa PEOPLE DAYS RATES_JSON: people stop and take up again,
overdose while using, die of a share of overdoses and of other causes; daily, each with its own
draw. Starsim runs with its common random numbers on.
"""

import json
import random
import sys
import time


def starsim_run(people: int, days: int, p: dict[str, float]) -> dict[str, float]:
    import starsim as ss

    class Use(ss.Module):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.define_states(ss.BoolState("using", default=True))
            self.overdoses = self.dead = 0
            self.stop = ss.bernoulli(p=p["stop"])
            self.relapse = ss.bernoulli(p=p["relapse"])
            self.overdose = ss.bernoulli(p=p["overdose"])
            self.fatal = ss.bernoulli(p=p["fatal"])
            self.other = ss.bernoulli(p=p["other"])

        def step(self):
            using = self.using.uids
            stopped, back = self.stop.filter(using), self.relapse.filter((~self.using).uids)
            over = self.overdose.filter(using)
            dead = self.fatal.filter(over) | self.other.filter(self.sim.people.auids)
            self.using[stopped] = False
            self.using[back] = True
            self.overdoses += len(over)
            self.dead += len(dead)
            self.sim.people.request_death(dead)

    sim = ss.Sim(
        n_agents=people,
        modules=Use(name="use"),
        dt=ss.days(1),
        dur=ss.days(days),
        verbose=0,
        rand_seed=1,
    )
    sim.init()
    began = time.perf_counter()
    sim.run()
    seconds = time.perf_counter() - began
    module = next(one for one in sim.modules if isinstance(one, Use))
    return {"seconds": seconds, "overdoses": module.overdoses, "deaths": module.dead}


def mesa_run(people: int, days: int, p: dict[str, float]) -> dict[str, float]:
    import mesa

    class Person(mesa.Agent):
        def __init__(self, model):
            super().__init__(model)
            self.using = True

        def step(self):
            draw = self.model.random.random
            if self.using:
                if draw() < p["overdose"]:
                    self.model.overdoses += 1
                    if draw() < p["fatal"]:
                        self.model.dead += 1
                        self.remove()
                        return
                if draw() < p["stop"]:
                    self.using = False
            elif draw() < p["relapse"]:
                self.using = True
            if draw() < p["other"]:
                self.model.dead += 1
                self.remove()

    class Town(mesa.Model):
        def __init__(self):
            super().__init__(seed=1)
            self.overdoses = self.dead = 0
            for _ in range(people):
                Person(self)

        def step(self):
            self.agents.do("step")

    town = Town()
    began = time.perf_counter()
    for _ in range(days):
        town.step()
    return {
        "seconds": time.perf_counter() - began,
        "overdoses": town.overdoses,
        "deaths": town.dead,
    }


if __name__ == "__main__":
    random.seed(1)
    which, people, days, rates = sys.argv[1:]
    runs = {"starsim": starsim_run, "mesa": mesa_run}
    json.dump(runs[which](int(people), int(days), json.loads(rates)), sys.stdout)
